"""What happens in a browser: the way to a code, and the way out."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping

from starlette.responses import RedirectResponse, Response

from documine_nb.server.identity.authorize import (
    CallbackError,
    PageError,
    callback,
    check_request,
    redirect_allowed,
)
from documine_nb.server.identity.cookies import SESSION_COOKIE, STALE, TAB_COOKIE, set_cookie
from documine_nb.server.identity.directory import Directory, secret_hash
from documine_nb.server.identity.pages import login_page, logout_page, message_page
from documine_nb.server.identity.records import (
    InvalidTokenError,
    PendingCode,
    SessionRecord,
    SignIn,
)
from documine_nb.server.identity.sessions import CODE_LIFETIME, SIGN_IN_LIFETIME, Sessions
from documine_nb.server.identity.tokens import Tokens

__all__ = ["Browser"]


class Browser:
    """Login pages, callbacks and sign-out pages."""

    def __init__(self, directory: Directory, sessions: Sessions, tokens: Tokens) -> None:
        self._directory = directory
        self._sessions = sessions
        self._tokens = tokens

    def authorize(
        self, workspace: str, query: Mapping[str, str], cookies: Mapping[str, str]
    ) -> Response:
        """Answer an authorization request by a page or a redirect."""
        try:
            sign_in = check_request(self._directory, workspace, query)
            session = self._silent_session(sign_in, query.get("prompt"), cookies)
        except CallbackError as error:
            return self._send_back(
                workspace,
                error.redirect_uri,
                {
                    "error": error.error,
                    "error_description": error.description,
                    "state": error.state,
                },
            )
        if session is not None:
            return self._send_code(sign_in, session)
        tab, browser, csrf = self._sessions.open_sign_in(sign_in)
        response = self._login_page(sign_in, tab, csrf)
        set_cookie(
            response,
            self._tokens.issuer(workspace),
            TAB_COOKIE + tab,
            browser,
            int(SIGN_IN_LIFETIME),
        )
        return response

    def _silent_session(
        self, sign_in: SignIn, prompt: str | None, cookies: Mapping[str, str]
    ) -> SessionRecord | None:
        session = None
        client = self._directory.client(sign_in.workspace, sign_in.client_id)
        # Any program of this machine can listen on loopback and claim to be the client, so there
        # a person is asked each time (RFC 8252, section 8.6).
        if client is not None and sign_in.redirect_uri in client.redirect_uris:
            cookie = cookies.get(SESSION_COOKIE)
            session = self._sessions.by_cookie(sign_in.workspace, cookie)
        if prompt == "none" and session is None:
            raise CallbackError(sign_in.redirect_uri, sign_in.state, "login_required")
        return None if prompt == "login" else session

    def authenticate(
        self,
        workspace: str,
        tab: str,
        form: Mapping[str, str],
        cookies: Mapping[str, str],
    ) -> Response:
        """Answer a filled-in login page."""
        csrf = form.get("csrf", "")
        browser = cookies.get(TAB_COOKIE + tab, "")
        sign_in = self._sessions.sign_in(workspace, tab, browser, csrf)
        if sign_in is None or sign_in.user_code is not None:
            raise PageError(STALE)
        username = form.get("username", "")
        user = self._directory.check_password(workspace, username, form.get("password", ""))
        if user is None:
            wrong = "Invalid username or password."
            return self._login_page(sign_in, tab, csrf, username=username, error=wrong)
        if not self._sessions.close_sign_in(tab):
            raise PageError(STALE)
        cookie = secrets.token_urlsafe(32)
        response = self._send_code(sign_in, self._sessions.start(workspace, user.id, cookie=cookie))
        set_cookie(response, self._tokens.issuer(workspace), SESSION_COOKIE, cookie, None)
        set_cookie(response, self._tokens.issuer(workspace), TAB_COOKIE + tab, "", 0)
        return response

    def _login_page(
        self,
        sign_in: SignIn,
        tab: str,
        csrf: str,
        *,
        username: str = "",
        error: str | None = None,
    ) -> Response:
        issuer = self._tokens.issuer(sign_in.workspace)
        return login_page(
            workspace=sign_in.workspace,
            client_id=sign_in.client_id,
            action=f"{issuer}/login-actions/authenticate?tab_id={tab}",
            csrf=csrf,
            redirect_uri=sign_in.redirect_uri,
            username=username,
            error=error,
        )

    def _send_code(self, sign_in: SignIn, session: SessionRecord) -> Response:
        code = self._sessions.issue_code(
            PendingCode(
                workspace=sign_in.workspace,
                client_id=sign_in.client_id,
                sid=session.sid,
                redirect_uri=sign_in.redirect_uri,
                scope=sign_in.scope,
                nonce=sign_in.nonce,
                challenge=sign_in.challenge,
                expires_at=self._sessions.now() + CODE_LIFETIME,
            )
        )
        parameters = {"state": sign_in.state, "session_state": session.sid, "code": code}
        return self._send_back(sign_in.workspace, sign_in.redirect_uri, parameters)

    def _send_back(
        self, workspace: str, redirect_uri: str, parameters: Mapping[str, str | None]
    ) -> Response:
        # `iss` tells the client whose answer this is (RFC 9207).
        address = callback(redirect_uri, {**parameters, "iss": self._tokens.issuer(workspace)})
        headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
        return RedirectResponse(address, status_code=302, headers=headers)

    def logout(
        self, workspace: str, query: Mapping[str, str], cookies: Mapping[str, str]
    ) -> Response:
        """End the session a browser holds (OpenID Connect RP-Initiated Logout 1.0)."""
        client_id, sid = query.get("client_id", ""), None
        hint = query.get("id_token_hint")
        if hint:
            try:
                claims = self._tokens.read(workspace, hint, "ID", expired=True)
            except InvalidTokenError as error:
                raise PageError("Invalid parameter: id_token_hint") from error
            client_id, sid = claims["azp"], claims["sid"]
        back = self._return_address(workspace, client_id, query)
        cookie = cookies.get(SESSION_COOKIE, "")
        session = self._sessions.by_cookie(workspace, cookie)
        if sid is None and session is not None:
            # Without an ID token, any page of this machine could have sent the browser here.
            sure = secret_hash(f"logout:{cookie}")
            if not hmac.compare_digest(query.get("csrf", "").encode(), sure.encode()):
                action = f"{self._tokens.issuer(workspace)}/protocol/openid-connect/logout"
                fields = {**query, "csrf": sure}
                return logout_page(action=action, fields=fields, redirect_uri=back)
            sid = session.sid
        if sid is not None:
            self._sessions.end(sid)
        response: Response
        if back is None:
            response = message_page("Signed out", "You are signed out.", status=200)
        else:
            response = RedirectResponse(callback(back, {"state": query.get("state")}), 302)
        set_cookie(response, self._tokens.issuer(workspace), SESSION_COOKIE, "", 0)
        return response

    def _return_address(
        self, workspace: str, client_id: str, query: Mapping[str, str]
    ) -> str | None:
        back = query.get("post_logout_redirect_uri")
        if not back:
            return None
        client = self._directory.client(workspace, client_id)
        if client is None:
            raise PageError("Missing parameters: id_token_hint or client_id")
        if not redirect_allowed(client, back):
            raise PageError("Invalid redirect uri")
        return back
