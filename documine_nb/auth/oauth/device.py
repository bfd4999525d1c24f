"""The device grant (RFC 8628): a code to type in elsewhere, and how often to ask about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from documine_nb.auth.oauth.answers import read_lifetime
from documine_nb.errors import LoginRequiredError, ProtocolError
from documine_nb.secrets import Secret
from documine_nb.transport.answer import Answer

__all__ = ["DeviceCode", "Polling", "read_device_code"]

_DEFAULT_INTERVAL = 5.0
_SLOWER = 5.0
_LONGEST_INTERVAL = 60.0
_DEFAULT_LIFE = 300.0


@dataclass(frozen=True)
class DeviceCode:
    """What the login server gave for a person to confirm in any browser.

    Attributes
    ----------
    device_code : Secret
        What the outcome is asked for with.
    user_code : str
        What the person types in, or compares.
    verification_uri : str
        Where.
    verification_uri_complete : str or None
        The same with the code in it.
    expires_in, interval : float
        Seconds that it lives, and that must lie between two questions.
    """

    device_code: Secret
    user_code: str
    verification_uri: str
    verification_uri_complete: str | None
    expires_in: float
    interval: float = _DEFAULT_INTERVAL


def read_device_code(answer: Answer) -> DeviceCode:
    """Read a device authorization endpoint's answer of success.

    Raises
    ------
    ProtocolError
        Where a part is missing, or the address is none to open.
    """
    body = answer.json()
    fields: dict[str, Any] = dict(body) if isinstance(body, dict) else {}
    code = fields.pop("device_code", None)
    secret = Secret(code) if isinstance(code, str) and code else None
    del body, code
    user_code = _text(fields, "user_code")
    uri = _address(fields, "verification_uri") or _address(fields, "verification_url")
    if secret is None or not user_code or uri is None:
        raise ProtocolError(
            "the login server's answer holds no device code, or no address to open",
            cure="Sign in with flow='paste'.",
            status=answer.status,
            request_id=answer.request_id,
        )
    return DeviceCode(
        device_code=secret,
        user_code=user_code,
        verification_uri=uri,
        verification_uri_complete=_address(fields, "verification_uri_complete"),
        expires_in=read_lifetime(fields.get("expires_in")) or _DEFAULT_LIFE,
        interval=min(read_lifetime(fields.get("interval")) or _DEFAULT_INTERVAL, _LONGEST_INTERVAL),
    )


class Polling:
    """How long to wait before the next question; RFC 8628, section 3.5.

    Parameters
    ----------
    code : DeviceCode
        What is waited for.

    Examples
    --------
    >>> polling = Polling(DeviceCode(Secret("d"), "AB", "https://x.example", None, 600))
    >>> polling.goes_on("authorization_pending", ""), polling.interval
    (True, 5.0)
    >>> polling.goes_on("slow_down", ""), polling.interval
    (True, 10.0)
    """

    def __init__(self, code: DeviceCode) -> None:
        self.interval = code.interval

    def goes_on(self, error: str, description: str) -> bool:
        """Say whether to ask again after that refusal; False where another reading must tell.

        Raises
        ------
        LoginRequiredError
            Where the person refused, or came too late.
        """
        if error == "slow_down":
            self.interval += _SLOWER
        if error in {"authorization_pending", "slow_down"}:
            return True
        if error == "access_denied":
            said = f" ({description})" if description else ""
            raise LoginRequiredError(f"the sign-in was refused{said}", cure="Sign in again.")
        if error == "expired_token":
            raise LoginRequiredError(
                "the code was not confirmed in time", cure="Start the sign-in again."
            )
        return False

    def back_off(self) -> None:
        """Note that no answer came: the next question comes later, twice as much each time."""
        self.interval = min(self.interval * 2, max(_LONGEST_INTERVAL, self.interval))


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    return value.strip() if isinstance(value, str) and value.isprintable() else ""


def _address(fields: dict[str, Any], name: str) -> str | None:
    """Return an address that may be shown as a link; a ``javascript:`` one is none."""
    text = _text(fields, name)
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return text if parts.scheme in {"http", "https"} and parts.hostname else None
