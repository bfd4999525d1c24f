"""Every error the toolkit raises on purpose.

Each message says what happened, to what, why as far as known, what was and was not done, and the
next step. ``except dm.errors.DocuMineError`` catches them all.

::

    DocuMineError
    ├── ConfigError (ValueError)             a setting is missing or contradicts another
    ├── LoginRequiredError                   nobody is signed in, or the session was ended
    ├── RequestError                         the service answered, and refused
    │   ├── InvalidRequestError (ValueError)     400, 415, 422: this request can never succeed
    │   ├── PermissionDeniedError                403: role or dossier membership missing
    │   ├── NotFoundError (LookupError)          404, or a name that nothing has
    │   │   └── AmbiguousNameError               a name that several things have
    │   ├── ConflictError                        409, 412, 428: clashes with what is there
    │   ├── TooLargeError                        413: above the limit for one upload
    │   ├── RateLimitedError                     429: too many calls, also after waiting
    │   └── ServiceUnavailableError              500, 502, 503, 504, 507: also after retries
    ├── NetworkError (ConnectionError)       no answer at all
    │   ├── TlsError                             certificates, protocol versions
    │   ├── ProxyError                           the proxy between us and the service
    │   └── RequestTimeoutError (TimeoutError)   the answer took too long
    ├── ProtocolError                        an answer that is not what a DocuMine sends
    ├── OutcomeUnknownError                  sent, but whether it was carried out is unknown
    ├── WaitTimeoutError (TimeoutError)      waited as long as asked; the job itself goes on
    ├── ProcessingError                      the service failed on a file or a package
    ├── IntegrityError                       a download that is not whole
    ├── UnsafeArchiveError                   a package that must not be unpacked
    ├── StorageError (OSError)               this machine's disk: full, read-only, missing
    ├── MissingExtraError (ImportError)      an optional library is not installed
    └── ReentrantCallError (RuntimeError)    a blocking call where only awaiting is possible
"""

from __future__ import annotations

from typing import Any

__all__ = [
    "AmbiguousNameError",
    "ConfigError",
    "ConflictError",
    "DocuMineError",
    "IntegrityError",
    "InvalidRequestError",
    "LoginRequiredError",
    "MissingExtraError",
    "NetworkError",
    "NotFoundError",
    "OutcomeUnknownError",
    "PermissionDeniedError",
    "ProcessingError",
    "ProtocolError",
    "ProxyError",
    "RateLimitedError",
    "ReentrantCallError",
    "RequestError",
    "RequestTimeoutError",
    "ServiceUnavailableError",
    "StorageError",
    "TlsError",
    "TooLargeError",
    "UnsafeArchiveError",
    "WaitTimeoutError",
]


class DocuMineError(Exception):
    """The base of all errors of this toolkit.

    Parameters
    ----------
    message : str
        What happened, to what, and why as far as known.
    cure : str, optional
        The next step for the reader, a whole sentence.
    operation : str, optional
        The operation's id in the contract, such as ``"getDossiers"``.
    status : int, optional
        The HTTP status, where the service answered.
    request_id : str, optional
        The id sent with the request; the service's support can find it in their logs.
    attempts : int, optional
        How many times the request was sent.

    Examples
    --------
    >>> print(NotFoundError("no dossier 'Acut oral'", cure="Did you mean 'Acute oral'?"))
    no dossier 'Acut oral'. Did you mean 'Acute oral'?
    """

    def __init__(
        self,
        message: str,
        *,
        cure: str | None = None,
        operation: str | None = None,
        status: int | None = None,
        request_id: str | None = None,
        attempts: int | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.cure = cure
        self.operation = operation
        self.status = status
        self.request_id = request_id
        self.attempts = attempts

    def __str__(self) -> str:
        text = self.message
        if self.cure:
            text = f"{text.rstrip('.')}. {self.cure}"
        facts = []
        if self.operation:
            facts.append(self.operation)
        if self.status is not None:
            facts.append(f"HTTP {self.status}")
        if self.attempts is not None and self.attempts > 1:
            facts.append(f"{self.attempts} attempts")
        if self.request_id:
            facts.append(f"request {self.request_id}")
        return f"{text} [{', '.join(facts)}]" if facts else text

    def __reduce__(self) -> tuple[Any, ...]:
        # Exceptions with keyword-only arguments do not unpickle by themselves.
        return _rebuild, (type(self), self.message, dict(self.__dict__))


def _rebuild(kind: type[DocuMineError], message: str, state: dict[str, Any]) -> DocuMineError:
    error = kind(message)
    error.__dict__.update(state)
    return error


class ConfigError(DocuMineError, ValueError):
    """A setting is missing or contradicts another."""


class LoginRequiredError(DocuMineError):
    """Nobody is signed in, or the service ended the session."""


class RequestError(DocuMineError):
    """The service answered, and refused."""


class InvalidRequestError(RequestError, ValueError):
    """The request can never succeed as it is (400, 415, 422)."""


class PermissionDeniedError(RequestError):
    """The user's role or dossier membership does not allow it (403)."""


class NotFoundError(RequestError, LookupError):
    """The service knows no such thing (404), or nothing has that name."""


class AmbiguousNameError(NotFoundError):
    """Several things have that name; an id is needed."""


class ConflictError(RequestError):
    """It clashes with what is there (409, 412, 428)."""


class TooLargeError(RequestError):
    """Above the service's limit for one upload (413)."""


class RateLimitedError(RequestError):
    """Too many calls (429), also after waiting as told."""


class ServiceUnavailableError(RequestError):
    """The service is down or failing (500, 502, 503, 504, 507), also after retries."""


class NetworkError(DocuMineError, ConnectionError):
    """No answer at all."""


class TlsError(NetworkError):
    """The secure connection could not be made."""


class ProxyError(NetworkError):
    """The proxy between this machine and the service refused."""


class RequestTimeoutError(NetworkError, TimeoutError):
    """The answer took longer than allowed."""


class ProtocolError(DocuMineError):
    """An answer that is not what a DocuMine sends."""


class OutcomeUnknownError(DocuMineError):
    """The request was sent, but whether it was carried out is unknown."""


class WaitTimeoutError(DocuMineError, TimeoutError):
    """Waited as long as asked; the job itself goes on. ``states`` holds what was seen last."""

    states: tuple[Any, ...] = ()


class ProcessingError(DocuMineError):
    """The service failed to process a file or to build a package."""


class IntegrityError(DocuMineError):
    """A download is not whole."""


class UnsafeArchiveError(DocuMineError):
    """A package that must not be unpacked."""


class StorageError(DocuMineError, OSError):
    """This machine's disk is full, read-only, or missing a folder."""


class MissingExtraError(DocuMineError, ImportError):
    """An optional library is not installed."""


class ReentrantCallError(DocuMineError, RuntimeError):
    """A blocking call where only awaiting is possible."""
