"""What came back: status, headers, and a body that is read with suspicion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from documine_nb.contract import Operation
from documine_nb.errors import ProtocolError
from documine_nb.transport.body import BodyError, first_words, parse_json

__all__ = ["Answer"]

_NO_CONTENT = frozenset({204, 205})


@dataclass(frozen=True)
class Answer:
    """An answer of the service, read to its end.

    Attributes
    ----------
    status : int
        The HTTP status.
    headers : mapping
        Header names in lower case.
    content : bytes
        The body, decompressed.
    request_id : str
        The id that was sent with the request.
    operation : Operation or None
        The row of the contract, where the request was made by one.
    attempts : int
        How many times the request was sent.
    is_confidential : bool
        Whether the body may hold tokens, so that no message quotes it.
    """

    status: int
    headers: Mapping[str, str]
    content: bytes = field(repr=False)
    request_id: str = ""
    operation: Operation | None = None
    attempts: int = 1
    is_confidential: bool = False

    @property
    def content_type(self) -> str:
        """The media type without its parameters, in lower case; empty where none was sent."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    @property
    def is_success(self) -> bool:
        """Whether the status is any of 200 to 299."""
        return 200 <= self.status < 300  # noqa: PLR2004 -- the bounds of RFC 9110's class "successful"

    @property
    def redirect_host(self) -> str:
        """Host and port that a redirect names; "elsewhere" where it names none that can be read."""
        try:
            parts = urlsplit(self.headers.get("location", ""))
            port = "" if parts.port is None else f":{parts.port}"
        except ValueError:
            return "elsewhere"
        return f"{parts.hostname}{port}" if parts.hostname else "elsewhere"

    def json(self) -> Any:
        """Return the body read as JSON; None for an answer that has none by its status.

        Raises
        ------
        ProtocolError
            Where the body is something else, with its content type and first words.
        """
        if self.status in _NO_CONTENT and not self.content:
            return None
        try:
            return parse_json(self.content)
        except BodyError as error:
            reason = str(error)
        # Raised here, not above: as its context, the reader's frames would hold the body.
        raise self._not_json(reason)

    def _not_json(self, reason: str) -> ProtocolError:
        cure = "Check that the address is the DocuMine service itself."
        if not self.content:
            reason = "an empty body"
        elif self.looks_like_html:
            reason = "a web page"
            cure = (
                "A proxy or a login page answered in the service's place, or the address is not "
                "that of the service: open it in a browser to see."
            )
        elif self.looks_like_json:
            cure = (
                "Try again: it may have been cut on its way; if it stays so, tell the service's "
                "support the request id."
            )
        if self.content and not self.looks_like_json and not self.is_confidential:
            reason = f"{reason} ({first_words(self.content)!r})"
        kind = self.content_type or "no content type"
        return ProtocolError(
            f"the service answered with {kind} where JSON was expected: {reason}",
            cure=cure,
            operation=self.operation.id if self.operation else None,
            status=self.status,
            request_id=self.request_id or None,
        )

    @property
    def looks_like_json(self) -> bool:
        """Whether the body begins as JSON's objects and lists do."""
        return self.content[:16].lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"["))

    @property
    def looks_like_html(self) -> bool:
        """Whether the body is a web page, whatever its content type says."""
        start = self.content[:256].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
        return start.startswith((b"<!doctype html", b"<html", b"<head", b"<body"))
