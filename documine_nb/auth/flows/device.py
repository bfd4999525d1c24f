"""Signing in by a code that is confirmed in any browser (device grant, RFC 8628)."""

from __future__ import annotations

from documine_nb.auth import oauth
from documine_nb.auth.flows.redeeming import PATIENCE, Door
from documine_nb.auth.keeper import TokenKeeper
from documine_nb.auth.refusals import refusal
from documine_nb.errors import ConfigError, LoginRequiredError, NetworkError
from documine_nb.secrets import Secret
from documine_nb.transport.answer import Answer

__all__ = ["DeviceNotOfferedError", "DeviceSignIn"]


class DeviceNotOfferedError(ConfigError):
    """The login server, or this client there, knows no device grant; another way still works."""


class DeviceSignIn:
    """A sign-in that is confirmed in any browser, in steps any front end can drive.

    ``await start()`` gives the address to open, and ``user_code`` the code that is shown there;
    ``await wait()`` asks the login server until the person is done.

    Parameters
    ----------
    door : Door
        The login server.

    Attributes
    ----------
    address : str
        What to open: with the code in it where the server offers that.
    verification_uri, user_code : str
        Where to go by hand, and what to type in there.
    expires_in : float
        Seconds that the code lives.
    """

    flow = "device"

    def __init__(self, door: Door) -> None:
        self._door = door
        self._pkce = oauth.Pkce.fresh()
        self._code: oauth.DeviceCode | None = None
        self._is_done = False
        self.address = self.verification_uri = self.user_code = ""
        self.expires_in = 0.0

    async def start(self) -> str:
        """Ask for a code and return the address to open.

        Raises
        ------
        DeviceNotOfferedError
            Where the login server or this client knows no device grant.
        """
        url = self._door.provider.device_authorization_endpoint
        if url is None:
            raise DeviceNotOfferedError(
                "the login server does not offer the device grant",
                cure="Sign in with flow='paste'.",
            )
        form = oauth.device_code_form(
            self._door.client, scope=self._door.settings.scope, pkce=self._pkce
        )
        answer = await self._door.http.post_form(url, form, label="asking for a code")
        if not answer.is_success:
            raise self._not_started(answer, url)
        self._code = code = oauth.read_device_code(answer)
        self.verification_uri, self.user_code = code.verification_uri, code.user_code
        self.address = code.verification_uri_complete or code.verification_uri
        self.expires_in = code.expires_in
        return self.address

    def _not_started(self, answer: Answer, url: str) -> Exception:
        error, description = oauth.read_error(answer)
        unknown = {"unauthorized_client", "unsupported_grant_type"}
        if error in unknown or answer.status in {404, 405}:
            said = description or error or f"HTTP {answer.status}"
            return DeviceNotOfferedError(
                f"this client may not sign in by device code ({said})",
                cure="Sign in with flow='paste', or ask support to allow the device grant.",
                status=answer.status,
                request_id=answer.request_id,
            )
        workspace = self._door.settings.workspace
        return refusal(answer, grant="device_code", workspace=workspace, url=url)

    async def wait(self, timeout: float = PATIENCE) -> TokenKeeper:  # noqa: ASYNC109 -- part of the interface: a person is waited for
        """Ask until the person has signed in.

        Raises
        ------
        LoginRequiredError
            Where the person refused, or did not confirm the code in its time or in `timeout`.
        """
        code = self._code
        if code is None:
            raise ConfigError("this sign-in was not started", cure="Await its start() first.")
        polling = oauth.Polling(code)
        clock = self._door.clock
        patience = min(timeout, code.expires_in)
        end = clock.monotonic() + patience
        form = oauth.device_poll_form(self._door.client, code.device_code, self._pkce)
        while clock.monotonic() + polling.interval <= end:
            await clock.sleep(polling.interval)
            if keeper := await self._ask(form, polling):
                return keeper
        raise LoginRequiredError(
            f"the code was not confirmed in {patience:g} s", cure="Start the sign-in again."
        )

    async def _ask(self, form: oauth.Form, polling: oauth.Polling) -> TokenKeeper | None:
        url = self._door.provider.token_endpoint
        try:
            answer = await self._door.http.post_form(url, form, label="signing in")
        except NetworkError:
            polling.back_off()
            return None
        if answer.is_success:
            self._is_done = True
            return self._door.keeper(oauth.read_tokens(answer), grant="device_code")
        if polling.goes_on(*oauth.read_error(answer)):
            return None
        if answer.status == 429 or answer.status >= 500:  # noqa: PLR2004 -- the codes are their names
            polling.back_off()
            return None
        workspace = self._door.settings.workspace
        raise refusal(answer, grant="device_code", workspace=workspace, url=url)

    async def complete(self, pasted: str | Secret) -> TokenKeeper:
        """Refuse: the code is confirmed in the browser, nothing is pasted here."""
        del pasted
        raise ConfigError(
            "nothing is pasted in this sign-in", cure="Confirm the code in the browser, then wait."
        )

    async def aclose(self) -> None:
        """Give the sign-in up; the code runs out by itself."""
        if not self._is_done:  # else the keeper of the tokens has the connections
            await self._door.aclose()
