"""Signing in by browser: authorization code with PKCE, by loopback, proxy or paste-back."""

from __future__ import annotations

import asyncio
import secrets
from urllib.parse import urlsplit

from documine_nb.auth import oauth
from documine_nb.auth.flows.redeeming import PATIENCE, Door
from documine_nb.auth.keeper import TokenKeeper
from documine_nb.auth.loopback import CannotListenError, LoopbackReceiver
from documine_nb.auth.surroundings import read_proxied_callback
from documine_nb.errors import ConfigError, LoginRequiredError
from documine_nb.secrets import Secret

__all__ = ["CodeSignIn"]

_PASTE_REDIRECT = "http://127.0.0.1/callback"
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class CodeSignIn:
    """A sign-in by browser, in steps any front end can drive.

    ``await start()`` gives the address to open; then either ``await wait()`` for the browser to
    come back to this machine, or ``await complete(pasted)`` with the address it ended at. Both
    may be offered at once: whichever comes first counts.

    Parameters
    ----------
    door : Door
        The login server.
    listen : bool, default True
        Whether to wait for the browser beside this kernel.
    """

    def __init__(self, door: Door, *, listen: bool = True) -> None:
        self._door = door
        self._settings = door.settings
        self._state = Secret(secrets.token_urlsafe(32))
        self._nonce = Secret(secrets.token_urlsafe(32))
        self._pkce = oauth.Pkce.fresh()
        self._proxied = read_proxied_callback(self._settings.redirect_uri)
        self._redirect_uri = self._settings.redirect_uri or _PASTE_REDIRECT
        self._receiver = self._new_receiver() if listen else None
        self._is_used = False
        self.flow = "code" if listen else "paste"
        self.address = ""

    async def start(self) -> str:
        """Return the address to open in a browser.

        Raises
        ------
        CannotListenError
            Where the port is taken.
        """
        if self._receiver is not None:
            listening = await self._receiver.start()
            if self._proxied is not None:
                port = str(urlsplit(listening).port)
                self._redirect_uri = self._proxied.address.replace("{port}", port)
            elif self._settings.redirect_uri is None or ":0/" in f"{self._redirect_uri}/":
                self._redirect_uri = listening
        self.address = oauth.authorization_url(
            self._door.provider.authorization_endpoint,
            client_id=self._settings.client_id,
            redirect_uri=self._redirect_uri,
            scope=self._settings.scope,
            state=self._state,
            nonce=self._nonce,
            pkce=self._pkce,
        )
        return self.address

    async def wait(self, timeout: float = PATIENCE) -> TokenKeeper:  # noqa: ASYNC109 -- part of the interface: a person is waited for
        """Wait until the browser is back, and sign in.

        Raises
        ------
        LoginRequiredError
            After `timeout` seconds, or where the person or the server refused.
        """
        if self._receiver is None:
            raise ConfigError(
                "this sign-in does not listen", cure="Paste the redirected address instead."
            )
        try:
            async with asyncio.timeout(timeout):
                code = await self._receiver.wait()
        except TimeoutError:
            raise LoginRequiredError(
                f"the sign-in was not finished in {timeout:g} s",
                cure="Start it again; where no browser can reach this machine, use flow='paste'.",
            ) from None
        finally:
            await self._receiver.aclose()
        return await self._redeem(code)

    async def complete(self, pasted: str | Secret) -> TokenKeeper:
        """Sign in with the address the browser ended at, or the code in it."""
        pasted = Secret(pasted)  # from here on, so that no traceback with locals shows it
        code = oauth.read_pasted(
            pasted,
            state=self._state,
            issuer=self._door.provider.issuer,
            iss_required=self._door.provider.sends_issuer,
        )
        return await self._redeem(code)

    async def aclose(self) -> None:
        """Give the sign-in up."""
        await self._stop_listening()
        if not self._is_used:  # else the keeper of the tokens has the connections
            await self._door.aclose()

    async def _stop_listening(self) -> None:
        if self._receiver is not None:
            await self._receiver.aclose()

    async def _redeem(self, code: Secret) -> TokenKeeper:
        if self._is_used:
            raise LoginRequiredError(
                "this sign-in was used already", cure="Start a new one: a code works once."
            )
        self._is_used = True
        await self._stop_listening()
        form = oauth.code_form(
            self._door.client, code=code, redirect_uri=self._redirect_uri, pkce=self._pkce
        )
        return await self._door.redeem(form, grant="authorization_code", nonce=self._nonce)

    def _new_receiver(self) -> LoopbackReceiver:
        if self._proxied is not None:
            return LoopbackReceiver(self._accept, port=self._proxied.port, path=self._proxied.path)
        parts = urlsplit(self._settings.redirect_uri or "http://127.0.0.1:0/callback")
        if parts.scheme != "http" or parts.hostname not in _LOOPBACK:
            raise CannotListenError(
                f"{self._settings.redirect_uri!r} does not lead a browser back to this machine",
                cure="Sign in with flow='paste', or register http://127.0.0.1 for your client.",
            )
        return LoopbackReceiver(self._accept, port=parts.port or 0, path=parts.path)

    def _accept(self, query: str) -> Secret:
        return oauth.read_callback(
            query,
            state=self._state,
            issuer=self._door.provider.issuer,
            iss_required=self._door.provider.sends_issuer,
        )
