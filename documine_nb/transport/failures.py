"""From a status or a broken connection to the error that says what to do. No I/O."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from documine_nb.contract import Operation
from documine_nb.errors import (
    ConflictError,
    DocuMineError,
    InvalidRequestError,
    LoginRequiredError,
    NetworkError,
    NotFoundError,
    OutcomeUnknownError,
    PermissionDeniedError,
    ProtocolError,
    ProxyError,
    RateLimitedError,
    RequestError,
    RequestTimeoutError,
    ServiceUnavailableError,
    TlsError,
    TooLargeError,
)
from documine_nb.transport.answer import Answer
from documine_nb.transport.body import BodyError, parse_json
from documine_nb.transport.wire import WireFailure

__all__ = ["UNCONFIRMED", "Context", "error_of_answer", "error_of_failure", "outcome_unknown"]

UNCONFIRMED = (
    "The path of this operation is not confirmed for your service: ask DocuMine support for the "
    "right one, and call it by session.request(method, path)"
)
_LONGEST_MESSAGE = 300


class Context(NamedTuple):
    """What was tried, for the message of an error."""

    host: str
    workspace: str
    label: str
    operation: Operation | None
    request_id: str
    attempts: int
    proxied: bool = False

    def facts(self, status: int | None = None) -> dict[str, Any]:
        """Return the keyword arguments that every error gets."""
        return {
            "operation": self.label,
            "status": status,
            "request_id": self.request_id,
            "attempts": self.attempts,
        }


class _Row(NamedTuple):
    error: type[DocuMineError]
    text: str
    cure: str


_UNAVAILABLE = "Try again later; nothing is wrong with the request itself."
_TABLE: Mapping[int, _Row] = {
    400: _Row(InvalidRequestError, "the service refused the request", "Check the values sent."),
    403: _Row(
        PermissionDeniedError,
        "not allowed in workspace {workspace!r}",
        "Ask for the role, or for membership of the dossier.",
    ),
    404: _Row(NotFoundError, "the service knows no such thing", "Check the id."),
    407: _Row(
        ProxyError,
        "the proxy asks for a sign-in",
        "Put its user and password into HTTPS_PROXY, or NO_PROXY={host} to go around it.",
    ),
    408: _Row(
        RequestTimeoutError,
        "the service did not get the whole request in its time",
        "Try again; if it stays so, look at what lies between: proxy, gateway, VPN.",
    ),
    409: _Row(ConflictError, "it clashes with what is there", "Look at the present state first."),
    412: _Row(ConflictError, "it was changed meanwhile", "Read it again, then change it."),
    413: _Row(
        TooLargeError,
        "larger than the service (or a gateway before it) takes in one upload",
        "Split the document, or ask support to raise the limit.",
    ),
    415: _Row(
        InvalidRequestError, "the service does not take files of this type", "Upload PDF files."
    ),
    422: _Row(InvalidRequestError, "the service refused the values", "Check the values sent."),
    428: _Row(ConflictError, "the service wants a condition", "Read it again, then change it."),
    429: _Row(RateLimitedError, "too many calls", "Make fewer calls at once, or try again later."),
    500: _Row(ServiceUnavailableError, "the service failed", _UNAVAILABLE),
    502: _Row(ServiceUnavailableError, "the service is not reachable by its gateway", _UNAVAILABLE),
    503: _Row(ServiceUnavailableError, "the service is down or overloaded", _UNAVAILABLE),
    504: _Row(ServiceUnavailableError, "the service took too long for its gateway", _UNAVAILABLE),
    507: _Row(
        ServiceUnavailableError, "the service has no room left", "Tell the service's support."
    ),
}


def error_of_answer(
    answer: Answer, context: Context, *, told: float | None = None
) -> DocuMineError:
    """Return the error that an answer without success stands for.

    Parameters
    ----------
    answer : Answer
        With any status but 2xx.
    context : Context
        What was tried.
    told : float, optional
        Seconds the service asked to wait.
    """
    status = answer.status
    if 300 <= status < 400:  # noqa: PLR2004 -- RFC 9110's class "redirection"
        return _redirect(answer, context)
    if status == 401:  # noqa: PLR2004 -- the status codes' own numbers are their names
        return _unauthorized(answer, context)
    row = _TABLE.get(status) or _fallback(status)
    text = row.text.format(workspace=context.workspace)
    said = _message(answer)
    if said:
        text = f"{text}: {said}"
    cure = row.cure.format(host=context.host)
    if told:
        cure = f"The service asks to wait {told:,.0f} s. {cure}"
    if status == 404:  # noqa: PLR2004 -- as above
        if context.operation is None:
            cure = "Check the path, and the ids in it; session.operations lists known ones."
        elif _is_unconfirmed(context.operation):
            cure = f"{cure} {UNCONFIRMED}."
    return row.error(f"{context.label}: {text}", cure=cure, **context.facts(status))


def _fallback(status: int) -> _Row:
    if status >= 500:  # noqa: PLR2004 -- RFC 9110's class "server error"
        return _TABLE[500]
    if status >= 400:  # noqa: PLR2004 -- and "client error"
        return _Row(RequestError, "the service refused the request", "Check the values sent.")
    return _Row(
        ProtocolError, f"an answer of status {status} was not expected", "Check the address."
    )


def _is_unconfirmed(operation: Operation) -> bool:
    return operation.path_confidence in {"likely", "guess"}


def _redirect(answer: Answer, context: Context) -> ProtocolError:
    host = answer.redirect_host
    cure = (
        f"If {host} is the service's right address, connect to that; "
        "if it is a login page, a proxy is in the way."
    )
    if host in {"elsewhere", context.host}:
        host = "another page of its own"
        cure = (
            f"Open {context.host} in a browser: connect to the address at which you arrive; "
            "if it is a login page, a proxy is in the way."
        )
    # Following would send the workspace, and for 307 and 308 the body, to whoever is named there.
    return ProtocolError(
        f"{context.label}: the service sent us on to {host}, which is not followed",
        cure=cure,
        **context.facts(answer.status),
    )


def _unauthorized(answer: Answer, context: Context) -> LoginRequiredError:
    said = _message(answer) or answer.headers.get("www-authenticate", "")[:_LONGEST_MESSAGE]
    return LoginRequiredError(
        f"{context.label}: the login server's token is not accepted by the service"
        + (f" ({said})" if said else ""),
        cure=f"Sign in again; if it stays so, check that workspace {context.workspace!r} is the "
        "one you signed in to, and that the client id is the one for the API.",
        **context.facts(answer.status),
    )


def _message(answer: Answer) -> str:
    """Return what the service itself says; nothing of web pages, which gateways send."""
    if answer.is_confidential:
        return ""
    try:
        body = parse_json(answer.content)
    except BodyError:
        return ""
    if not isinstance(body, dict):
        return ""
    for name in ("message", "error_description", "detail", "title", "error"):
        value = body.get(name)
        if isinstance(value, str) and value.strip():
            return " ".join(value.split())[:_LONGEST_MESSAGE]
    return ""


def error_of_failure(failure: WireFailure, context: Context, *, timeout: float) -> DocuMineError:
    """Return the error for a request that got no usable answer."""
    facts = context.facts()
    where = f"{context.label}: {context.host}"
    if failure.kind == "timeout":
        if failure.phase == "connect":
            text = f"{where} could not be reached in {min(timeout, 10):g} s"
        else:
            text = f"{where} was silent, or too slow, for longer than allowed ({timeout:g} s)"
        cure = "Check the connection, or allow more by timeout=."
        return RequestTimeoutError(text, cure=cure, **facts)
    if failure.kind == "tls":
        return _tls(failure, where, facts)
    if failure.kind == "proxy":
        return ProxyError(
            f"{where}: {_proxy_name()} refused: {failure}",
            cure=f"Check HTTPS_PROXY, or set NO_PROXY={context.host} to go around it.",
            **facts,
        )
    if failure.kind == "protocol":
        return ProtocolError(
            f"{where} answered with something that is not HTTP: {failure}",
            cure="Check the address and its port: https:// on a port for http://, or the reverse?",
            **facts,
        )
    if failure.kind == "connect":
        through = f" through {_proxy_name()}" if context.proxied and _proxy_name() else ""
        return NetworkError(
            f"{where} could not be reached{through}: {failure}",
            cure="Check the address, the network and any VPN or proxy.",
            **facts,
        )
    return NetworkError(
        f"{where} closed the connection before the answer was whole",
        cure="Try again; if it stays so, look at what lies between: proxy, gateway, VPN.",
        **facts,
    )


def _tls(failure: WireFailure, where: str, facts: dict[str, Any]) -> TlsError:
    said = str(failure)
    if "WRONG_VERSION" in said or "RECORD_LAYER" in said or "HTTP_REQUEST" in said:
        cure = "The port does not speak TLS: check the port of the address."
    elif "ostname" in said or "IP address" in said:
        cure = "The certificate is for another name: use the address written in it."
    elif "expired" in said or "not yet valid" in said:
        cure = "The certificate's time is over, or this machine's clock is wrong."
    else:
        cure = (
            "Where your network has its own certificate authority, give its PEM file by "
            "ca_bundle= or by the environment variable SSL_CERT_FILE."
        )
    return TlsError(f"{where}: the secure connection failed: {said}", cure=cure, **facts)


def _proxy_name() -> str:
    """Return the environment's proxy without its password."""
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        value = os.environ.get(name)
        if value:
            try:
                parts = urlsplit(value if "://" in value else f"//{value}")
                port = f":{parts.port}" if parts.port else ""
            except ValueError:
                continue
            return f"the proxy {parts.hostname}{port} (from {name})"
    return "the proxy" if os.environ.get("HTTP_PROXY") or os.environ.get("http_proxy") else ""


def outcome_unknown(cause: DocuMineError, context: Context) -> OutcomeUnknownError:
    """Return the error for a creation or an upload that was sent and not confirmed."""
    return OutcomeUnknownError(
        f"{context.label} was sent, but whether it was carried out is unknown ({cause.message})",
        cure="Look whether it is there before you send it once more; it was not repeated.",
        **context.facts(cause.status),
    )
