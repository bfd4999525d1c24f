"""The pages on which somebody lets another device in, or does not (RFC 8628, section 3.3)."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response

from documine_nb.server.identity.authorize import PageError
from documine_nb.server.identity.cookies import STALE, TAB_COOKIE, set_cookie
from documine_nb.server.identity.devices import Devices, TooManyGuessesError
from documine_nb.server.identity.directory import Directory
from documine_nb.server.identity.pages import device_page, message_page, user_code_page
from documine_nb.server.identity.records import SignIn
from documine_nb.server.identity.sessions import SIGN_IN_LIFETIME, Sessions
from documine_nb.server.identity.tokens import Tokens

__all__ = ["DevicePages"]

_GUESSED = "Too many wrong codes were entered. Wait a minute, then try again."
_HALF = 4


class DevicePages:
    """A page for the code, one for the decision.

    Who allows a device signs in for it there and then, whatever session the browser may have: the
    device gets a session of its own, and a page that was only followed by a link decides nothing.
    """

    def __init__(
        self, directory: Directory, sessions: Sessions, devices: Devices, tokens: Tokens
    ) -> None:
        self._directory = directory
        self._sessions = sessions
        self._devices = devices
        self._tokens = tokens

    def show(self, workspace: str, typed: str) -> Response:
        """Answer the page's address, with a user code or without."""
        issuer = self._tokens.issuer(workspace)
        if not typed:
            return user_code_page(action=f"{issuer}/device")
        try:
            waiting = self._devices.find(workspace, typed)
        except TooManyGuessesError:
            return message_page("We are sorry", _GUESSED, status=429)
        if waiting is None:
            wrong = "Invalid code, please try again."
            return user_code_page(action=f"{issuer}/device", error=wrong)
        sign_in = SignIn(
            workspace=workspace,
            client_id=waiting.client_id,
            redirect_uri="",
            scope=waiting.scope,
            state=None,
            nonce=None,
            challenge=None,
            user_code=waiting.user_code,
        )
        tab, browser, csrf = self._sessions.open_sign_in(sign_in)
        response = self._page(sign_in, tab, csrf)
        set_cookie(response, issuer, TAB_COOKIE + tab, browser, int(SIGN_IN_LIFETIME))
        return response

    def decide(
        self, workspace: str, tab: str, form: Mapping[str, str], cookies: Mapping[str, str]
    ) -> Response:
        """Answer a filled-in decision."""
        csrf, browser = form.get("csrf", ""), cookies.get(TAB_COOKIE + tab, "")
        sign_in = self._sessions.sign_in(workspace, tab, browser, csrf)
        if sign_in is None or sign_in.user_code is None:
            raise PageError(STALE)
        if form.get("decision") == "allow":
            username = form.get("username", "")
            password = form.get("password", "")
            user = self._directory.check_password(workspace, username, password)
            if user is None:
                wrong = "Invalid username or password."
                return self._page(sign_in, tab, csrf, username=username, error=wrong)
            return self._close(sign_in, tab, self._sessions.start(workspace, user.id).sid)
        return self._close(sign_in, tab, None)

    def _close(self, sign_in: SignIn, tab: str, sid: str | None) -> Response:
        issuer, user_code = self._tokens.issuer(sign_in.workspace), sign_in.user_code or ""
        decided = self._sessions.close_sign_in(tab) and self._devices.decide(
            sign_in.workspace, user_code, sid=sid
        )
        if not decided:
            if sid is not None:
                self._sessions.end(sid)
            raise PageError(STALE)
        if sid is None:
            response = message_page("Device not connected", "You denied it.", status=200)
        else:
            done = "You can close this page and go back to your device."
            response = message_page("Device connected", done, status=200)
        set_cookie(response, issuer, TAB_COOKIE + tab, "", 0)
        return response

    def _page(
        self,
        sign_in: SignIn,
        tab: str,
        csrf: str,
        *,
        username: str = "",
        error: str | None = None,
    ) -> Response:
        letters = sign_in.user_code or ""
        issuer = self._tokens.issuer(sign_in.workspace)
        return device_page(
            workspace=sign_in.workspace,
            client_id=sign_in.client_id,
            user_code=f"{letters[:_HALF]}-{letters[_HALF:]}",
            action=f"{issuer}/login-actions/device?tab_id={tab}",
            csrf=csrf,
            username=username,
            error=error,
        )
