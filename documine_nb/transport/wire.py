"""What comes over the wire, and how it fails: the terms in which all ways there speak. No I/O."""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

__all__ = [
    "FailureKind",
    "Received",
    "WireFailure",
    "chain",
    "system_reason",
    "tls_reason",
    "within",
]

FailureKind = Literal["connect", "tls", "proxy", "timeout", "cut", "protocol"]


class WireFailure(Exception):  # noqa: N818 -- internal: becomes one of our errors before anyone sees it
    """No usable answer. `sent` says whether the service may have got the request."""

    def __init__(self, kind: FailureKind, text: str, *, sent: bool, phase: str = "") -> None:
        super().__init__(text)
        self.kind: FailureKind = kind
        self.sent = sent
        self.phase = phase

    def bare(self) -> WireFailure:
        """Return it without the frames it came from: the library's hold headers and bodies."""
        self.__context__ = self.__cause__ = None
        return self.with_traceback(None)


@dataclass(frozen=True)
class Received:
    """An answer whose body has not been read yet; header names are in lower case.

    `content` is the body as it was sent, where it is there already; else :meth:`raw` returns it.
    """

    status: int
    headers: Mapping[str, str]
    _response: Any
    content: bytes | None = field(default=None, repr=False)

    def raw(self) -> AsyncIterator[bytes]:
        """Return the body's bytes as they were sent: not decompressed."""
        chunks: AsyncIterator[bytes] = self._response.aiter_raw()
        return chunks


@asynccontextmanager
async def within(seconds: float | None) -> AsyncIterator[None]:
    """Raise :class:`WireFailure` where what stands inside takes longer."""
    limit = asyncio.timeout(seconds)
    try:
        async with limit:
            yield
    except TimeoutError:
        if limit.expired():
            raise WireFailure("timeout", "too slow", sent=True, phase="all") from None
        raise  # one of ours, from inside


def tls_reason(error: ssl.SSLError) -> str:
    """Return why there is no secure connection."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message or str(error)
    return error.reason or str(error)


def system_reason(error: BaseException) -> str:
    """Return why there is no connection, as the system says it."""
    for cause in reversed(list(chain(error))):
        if isinstance(cause, socket.gaierror):
            return "no such host name"
        if isinstance(cause, OSError) and cause.errno:
            return os.strerror(cause.errno)  # asyncio's own text hides the reason
    return str(error)


def chain(error: BaseException) -> Iterator[BaseException]:
    """Return an error and what it came from, also those of a group."""
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        if isinstance(current, BaseExceptionGroup):
            for inner in current.exceptions:
                yield from chain(inner)
        current = current.__cause__ or current.__context__
