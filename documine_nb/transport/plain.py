"""A single exchange without sign-in, retries or workspace: for the login server."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

from documine_nb.errors import DocuMineError, ProtocolError
from documine_nb.secrets import Secret
from documine_nb.transport._http import HttpClient
from documine_nb.transport.answer import Answer
from documine_nb.transport.body import BodyError
from documine_nb.transport.endpoint import Endpoint
from documine_nb.transport.exchange import read_body
from documine_nb.transport.failures import Context, error_of_failure
from documine_nb.transport.headers import user_agent
from documine_nb.transport.masked import MaskedBytes
from documine_nb.transport.wire import WireFailure

__all__ = ["PlainHttp"]

_CAP = 1 << 20


class PlainHttp:
    """Gets and posts forms, once each, and follows no redirect.

    Parameters
    ----------
    endpoint : Endpoint
        The way there: proxies, certificates, sockets.
    timeout : float, default 30
        Seconds that an exchange may take in all.
    http : object, optional
        A ready ``AsyncClient`` of httpx or httpx2; it is used and not closed.
    """

    def __init__(
        self, endpoint: Endpoint, *, timeout: float = 30, http: object | None = None
    ) -> None:
        self.endpoint = endpoint
        self._timeout = timeout
        self._http = HttpClient(endpoint, timeout=timeout, connections=4, injected=http)

    async def get(self, url: str, *, label: str) -> Answer:
        """Return the answer, whatever its status."""
        return await self._send("GET", url, label, None)

    async def post_form(self, url: str, form: Mapping[str, str | Secret], *, label: str) -> Answer:
        """Post an ``application/x-www-form-urlencoded`` body; secrets are revealed only here."""
        return await self._send("POST", url, label, _encoded(form))

    async def aclose(self) -> None:
        """Close all connections."""
        await self._http.aclose()

    async def _send(self, method: str, url: str, label: str, content: MaskedBytes | None) -> Answer:
        request_id = uuid.uuid4().hex
        headers = {
            "User-Agent": user_agent(),
            "Accept": "application/json",
            "Accept-Encoding": "gzip",
            "X-Request-ID": request_id,
        }
        if content is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        context = Context(
            host=urlsplit(url).netloc,
            workspace="",
            label=label,
            operation=None,
            request_id=request_id,
            attempts=1,
            proxied=self.endpoint.uses_environment,
        )
        try:
            async with self._http.stream(
                method, url, headers=headers, content=content, deadline=self._timeout, whole=True
            ) as received:
                body = await read_body(received, cap=_CAP)
                return Answer(
                    received.status,
                    received.headers,
                    body,
                    request_id,
                    is_confidential=content is not None,
                )
        except WireFailure as failure:
            error: DocuMineError = error_of_failure(failure, context, timeout=self._timeout)
        except BodyError as failure:
            error = ProtocolError(
                f"{label}: {context.host} sent {failure}",
                cure="Check that the address is the service itself.",
                **context.facts(),
            )
        # Raised here, not above: a context would keep the library's frames, with their secrets.
        raise error


def _encoded(form: Mapping[str, str | Secret]) -> MaskedBytes:
    return MaskedBytes(
        urlencode(
            {
                name: value.reveal() if isinstance(value, Secret) else value
                for name, value in form.items()
            }
        ).encode()
    )
