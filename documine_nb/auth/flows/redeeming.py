"""The step that all ways to sign in end with: a form goes out, tokens come back."""

from __future__ import annotations

from dataclasses import dataclass

from documine_nb.auth import oauth
from documine_nb.auth.keeper import TokenKeeper
from documine_nb.auth.metadata import Provider, discover
from documine_nb.auth.refusals import refusal
from documine_nb.auth.settings import ConnectSettings
from documine_nb.clock import SYSTEM_CLOCK, Clock
from documine_nb.secrets import Secret
from documine_nb.transport.plain import PlainHttp

__all__ = ["PATIENCE", "Door"]

PATIENCE = 600.0
"""Seconds that a person is waited for."""


@dataclass(frozen=True)
class Door:
    """A login server that was found, and as whom we knock.

    Attributes
    ----------
    http : PlainHttp
        The way to it.
    provider : Provider
        Its endpoints.
    settings : ConnectSettings
        The client and the workspace.
    clock : Clock
        Time.
    """

    http: PlainHttp
    provider: Provider
    settings: ConnectSettings
    clock: Clock = SYSTEM_CLOCK

    @classmethod
    async def find(
        cls, settings: ConnectSettings, *, clock: Clock = SYSTEM_CLOCK, http: object | None = None
    ) -> Door:
        """Look for the login server.

        Raises
        ------
        ConfigError
            Where there is no such workspace or no login server.
        """
        plain = PlainHttp(settings.endpoint, timeout=settings.timeout, http=http)
        try:
            return cls(plain, await discover(plain, settings), settings, clock)
        except BaseException:
            await plain.aclose()
            raise

    @property
    def client(self) -> oauth.Client:
        """The application as the login server knows it."""
        return oauth.Client(self.settings.client_id, self.settings.client_secret)

    async def redeem(
        self, form: oauth.Form, *, grant: str, nonce: Secret | None = None
    ) -> TokenKeeper:
        """Post the form once and return the keeper of what came back.

        Raises
        ------
        DocuMineError
            The one that fits the refusal, see :mod:`documine_nb.auth.refusals`.
        """
        url = self.provider.token_endpoint
        answer = await self.http.post_form(url, form, label="signing in")
        if not answer.is_success:
            raise refusal(answer, grant=grant, workspace=self.settings.workspace, url=url)
        tokens = oauth.read_tokens(answer)
        if nonce is not None:
            oauth.check_id_token(
                tokens.id_token,
                client_id=self.settings.client_id,
                issuer=self.provider.issuer,
                nonce=nonce,
            )
        return self.keeper(tokens, grant=grant)

    def keeper(self, tokens: oauth.Tokens, *, grant: str) -> TokenKeeper:
        """Return the keeper of tokens that were given or kept; it takes the connections over."""
        return TokenKeeper(
            self.http, self.provider, self.settings, tokens, clock=self.clock, grant=grant
        )

    async def aclose(self) -> None:
        """Close the connections, where no keeper has taken them over."""
        await self.http.aclose()
