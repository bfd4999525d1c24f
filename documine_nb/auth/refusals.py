"""Why a login server refused, and what to do about it. No I/O.

Decisions follow OAuth's ``error`` code first, then the grant and the status: servers differ in
statuses and wording, some send no body at all.
"""

from __future__ import annotations

from typing import Any

from documine_nb.auth.oauth.answers import read_error
from documine_nb.errors import (
    ConfigError,
    DocuMineError,
    LoginRequiredError,
    ProtocolError,
    RateLimitedError,
    ServiceUnavailableError,
)
from documine_nb.transport.answer import Answer
from documine_nb.transport.body import first_words

__all__ = ["no_such_workspace", "refusal", "wrong_address"]

_ASK = "Ask DocuMine support for the client id of your workspace's instance"
_LOST_SESSION = "Sign in again; what was queued is not lost."


def refusal(answer: Answer, *, grant: str, workspace: str, url: str) -> DocuMineError:
    """Return the error for an answer of the token endpoint that is no success.

    Parameters
    ----------
    answer : Answer
        Any status but 2xx.
    grant : str
        What was asked for: ``"authorization_code"``, ``"client_credentials"``, ``"device_code"``,
        ``"password"`` or ``"refresh_token"``.
    workspace, url : str
        For the message.
    """
    code, description = read_error(answer)
    facts: dict[str, Any] = {"status": answer.status, "request_id": answer.request_id}
    if found := _not_from_oauth(answer, code, workspace, url, facts):
        return found
    said = f" ({description})" if description else ""
    if code == "invalid_client":
        return ConfigError(
            f"the login server does not know this client{said}", cure=f"{_ASK}.", **facts
        )
    if code == "unauthorized_client":
        return _unauthorized_client(answer, grant, said, facts)
    if code in {"invalid_request", "unsupported_grant_type", "invalid_scope", "not_allowed"}:
        return ConfigError(
            f"the login server refused the sign-in's settings: {code}{said}",
            cure="Check username, scope and client id.",
            **facts,
        )
    # Only invalid_grant, unknown codes, and empty bodies are left: the grant itself was refused.
    return _refused_grant(grant, description.lower(), said, facts)


def _not_from_oauth(
    answer: Answer, code: str, workspace: str, url: str, facts: dict[str, Any]
) -> DocuMineError | None:
    status = answer.status
    if code == "Realm does not exist":
        return no_such_workspace(workspace, facts)
    if status == 429:  # noqa: PLR2004 -- the status codes' own numbers are their names
        return RateLimitedError(
            "the login server was asked too often", cure="Wait a little, then try again.", **facts
        )
    if status >= 500:  # noqa: PLR2004 -- RFC 9110's class "server error"
        return ServiceUnavailableError(
            "the login server is down or failing", cure="Try again later.", **facts
        )
    if 300 <= status < 400:  # noqa: PLR2004 -- RFC 9110's class "redirection"
        target = answer.redirect_host
        return ProtocolError(
            f"the login server sent us on to {target}, which is not followed",
            cure=f"If {target} is the right address, use it as the base URL.",
            **facts,
        )
    if status in {404, 405, 421} or (answer.looks_like_html and not code):
        return wrong_address(answer, url)
    return None


def no_such_workspace(workspace: str, facts: dict[str, Any]) -> ConfigError:
    """Return the error for a workspace that the login server does not have."""
    return ConfigError(
        f"the login server has no workspace {workspace!r}",
        cure="Give the workspace's id, as in the address of the web page after signing in; its "
        "display name does not do.",
        **facts,
    )


def wrong_address(answer: Answer, url: str) -> ConfigError:
    """Return the error for an address where no login server answers."""
    what = first_words(answer.content) if answer.content else "nothing more"
    return ConfigError(
        f"there is no DocuMine login server at {url} (it said: {what})",
        cure="Check the base URL; where your login server has other paths, give auth_path and "
        "token_path.",
        status=answer.status,
        request_id=answer.request_id,
    )


def _unauthorized_client(
    answer: Answer, grant: str, said: str, facts: dict[str, Any]
) -> ConfigError:
    if answer.status == 401:  # noqa: PLR2004 -- Keycloak says so for a wrong client secret
        return ConfigError(
            f"the login server does not accept the client id with this client secret{said}",
            cure="Check client_secret; leave it out for a public client.",
            **facts,
        )
    if grant == "client_credentials":
        cure = "Only a client with a secret and a service account may: ask support for one."
    elif grant == "device_code":
        cure = "Sign in with flow='paste', or ask support to allow the device grant."
    elif grant == "password":
        cure = "Sign in with flow='code', or ask support to allow passwords for this client."
    else:
        cure = f"{_ASK}, and whether it may be used for the API."
    return ConfigError(f"this client may not sign in this way{said}", cure=cure, **facts)


def _refused_grant(
    grant: str, description: str, said: str, facts: dict[str, Any]
) -> LoginRequiredError:
    if grant == "password":
        if "fully set up" in description:
            cure = "Sign in once in a browser and finish what the login page asks for."
        else:
            cure = (
                "Check both. It must be the local DocuMine password, not that of single sign-on; "
                "after several failures the account may be locked for a while. It was not retried."
            )
        return LoginRequiredError(f"user name or password not accepted{said}", cure=cure, **facts)
    if grant == "refresh_token":
        return LoginRequiredError(
            f"the session was ended on the server{said}", cure=_LOST_SESSION, **facts
        )
    if grant == "device_code":
        return LoginRequiredError(
            f"the login server does not know the device code any more{said}",
            cure="Start the sign-in again.",
            **facts,
        )
    if grant == "client_credentials":
        return LoginRequiredError(
            f"the login server gave the client no token{said}",
            cure="Check client_id and client_secret; it was not retried.",
            **facts,
        )
    return LoginRequiredError(
        f"the login server did not accept the code{said}",
        cure="A code works once and for a short time only: start the sign-in again.",
        **facts,
    )
