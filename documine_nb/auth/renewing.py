"""Tokens renewed at the login server, which is asked no sooner than it wants to be."""

from __future__ import annotations

from documine_nb.auth import oauth
from documine_nb.auth.metadata import Provider
from documine_nb.auth.refusals import refusal
from documine_nb.auth.settings import ConnectSettings
from documine_nb.clock import Clock
from documine_nb.errors import RateLimitedError
from documine_nb.secrets import Secret
from documine_nb.transport.plain import PlainHttp
from documine_nb.transport.retry import read_retry_after

__all__ = ["Renewal"]

_LONGEST_TOLD = 120.0


class Renewal:
    """The way to new tokens.

    Parameters
    ----------
    http : PlainHttp
        The way to the login server.
    provider : Provider
        The login server's endpoints.
    settings : ConnectSettings
        The client and the workspace.
    clock : Clock
        Time, for tests.

    Attributes
    ----------
    told_until : float
        Until when on the monotonic clock the login server asks to be left alone.
    """

    def __init__(
        self, http: PlainHttp, provider: Provider, settings: ConnectSettings, clock: Clock
    ) -> None:
        self._http = http
        self._url = provider.token_endpoint
        self._settings = settings
        self._client = oauth.Client(settings.client_id, settings.client_secret)
        self._clock = clock
        self.told_until = 0.0

    async def wait_as_told(self) -> None:
        """Wait until the login server may be asked.

        Raises
        ------
        RateLimitedError
            That is longer than anybody waits.
        """
        left = self.told_until - self._clock.monotonic()
        if left > _LONGEST_TOLD:
            raise RateLimitedError(
                f"the login server asks to be left alone for {left:,.0f} s",
                cure="Your token is over until then; try again later.",
            )
        if left > 0:
            await self._clock.sleep(left)

    async def renew(self, refresh: Secret | None) -> oauth.Tokens:
        """Return new tokens for a refresh token; without one, for the client's own credentials.

        Raises
        ------
        DocuMineError
            The login server refused, or could not be asked; see :func:`.refusal`.
        """
        grant = "refresh_token"
        if refresh is not None:
            form = oauth.refresh_form(self._client, refresh)
        else:
            grant = "client_credentials"
            form = oauth.client_credentials_form(self._client, scope=self._settings.scope)
        answer = await self._http.post_form(self._url, form, label="renewing the sign-in")
        if answer.is_success:
            return oauth.read_tokens(answer, previous=refresh)
        told = read_retry_after(answer.headers.get("retry-after"), now=self._clock.wall())
        if told is not None and answer.status in {429, 503}:
            self.told_until = self._clock.monotonic() + told
        raise refusal(answer, grant=grant, workspace=self._settings.workspace, url=self._url)
