"""The keeper of tokens: always one that lives, one refresh at a time, one message at the end."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from documine_nb.auth import oauth
from documine_nb.auth.metadata import Provider
from documine_nb.auth.refusals import refusal
from documine_nb.auth.settings import ConnectSettings
from documine_nb.auth.who import Who, read_who
from documine_nb.clock import SYSTEM_CLOCK, Clock
from documine_nb.errors import (
    DocuMineError,
    LoginRequiredError,
    NetworkError,
    RateLimitedError,
    ServiceUnavailableError,
)
from documine_nb.secrets import Secret
from documine_nb.transport.plain import PlainHttp
from documine_nb.transport.retry import read_retry_after

__all__ = ["LogoutReport", "TokenKeeper", "Who"]

_AHEAD_SECONDS = 30.0
_AHEAD_SHARE = 0.1
_LONGEST_TOLD = 120.0
_PAUSE = 5.0
_TRIES = 2
_PASSING = (NetworkError, ServiceUnavailableError, RateLimitedError)


@dataclass(frozen=True)
class LogoutReport:
    """What signing out achieved.

    Attributes
    ----------
    forgotten : bool
        Whether this process holds no token any more.
    session_ended : bool
        Whether the server ended the session.
    detail : str
        What happened, in words.
    """

    forgotten: bool
    session_ended: bool
    detail: str

    def __str__(self) -> str:
        return self.detail


class TokenKeeper:
    """Holds the tokens of one signed-in user; lives on the I/O loop.

    A token is renewed ahead of its end, by 30 s or a tenth of its life, whichever is less. Its
    age is measured from receipt on the monotonic and on the wall clock, and the greater counts:
    the first stands still while a machine sleeps, the second may be set back.

    Parameters
    ----------
    http : PlainHttp
        The way to the login server.
    provider : Provider
        The login server's endpoints.
    settings : ConnectSettings
        The client and the workspace.
    tokens : oauth.Tokens
        What the sign-in gave.
    clock : Clock, optional
        Time, for tests.
    """

    def __init__(
        self,
        http: PlainHttp,
        provider: Provider,
        settings: ConnectSettings,
        tokens: oauth.Tokens,
        *,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        self._http = http
        self._provider = provider
        self._settings = settings
        self._client = oauth.Client(settings.client_id, settings.client_secret)
        self._clock = clock
        self._refreshing: asyncio.Task[None] | None = None
        self._not_before = 0.0
        self._told_until = 0.0
        self._ended: str | None = None
        self._tokens: oauth.Tokens | None = None
        self._take(tokens)
        self._who = read_who(tokens, settings, provider)

    def __repr__(self) -> str:
        return f"<TokenKeeper {self._who.name!r} in workspace {self._who.workspace!r}>"

    @property
    def who(self) -> Who:
        """Who is signed in."""
        return self._who

    @property
    def expires_in(self) -> float:
        """Seconds that the access token still lives; 0 after its end."""
        return max(0.0, self._left()) if self._tokens else 0.0

    @property
    def session_expires_in(self) -> float | None:
        """Seconds until the session ends if nothing renews it; None where unknown."""
        if self._tokens is None:
            return 0.0
        life = self._tokens.refresh_expires_in
        return None if life is None else max(0.0, life - self._age())

    @property
    def is_signed_in(self) -> bool:
        """Whether there is a session, as far as known here."""
        return self._tokens is not None and (self._ended is None or self._left() > 0)

    async def access_token(self, *, rejected: Secret | None = None) -> Secret:
        """Return an access token that lives.

        Parameters
        ----------
        rejected : Secret, optional
            A token that the service has refused: another one is wanted.

        Raises
        ------
        LoginRequiredError
            Where the session was ended, or nobody is signed in.
        NetworkError, ServiceUnavailableError, RateLimitedError
            Where the token is over and the login server cannot be asked.
        """
        tokens = self._tokens
        if tokens is None:
            raise self._login_required()
        is_refused = rejected is not None and rejected == tokens.access
        left = self._left()
        if left > 0 and not is_refused:
            ahead = min(_AHEAD_SECONDS, _AHEAD_SHARE * tokens.expires_in)
            may_ask = self._ended is None and self._clock.monotonic() >= self._not_before
            if left <= ahead and may_ask:
                # In the background: while the token lives, a slow login server delays nobody.
                self._start()
            return tokens.access
        if self._ended is not None:
            raise self._login_required()
        # Shielded: when one of many waiting callers is cancelled, the others still get theirs.
        await asyncio.shield(self._start())
        renewed = self._tokens
        if renewed is None:
            raise self._login_required()
        return renewed.access

    async def logout(self) -> LogoutReport:
        """Forget the tokens, then end the session on the server; failing there is reported only."""
        running = self._refreshing
        if running is not None and not running.done():
            # Its new refresh token is the one that ends the session.
            await asyncio.wait({running})
        tokens, self._tokens = self._tokens, None
        self._ended = self._ended or "you signed out"
        address = self._provider.end_session_endpoint
        if tokens is None or tokens.refresh is None:
            return LogoutReport(
                forgotten=True, session_ended=False, detail="Signed out here; no session was left."
            )
        if address is None:
            return LogoutReport(
                forgotten=True,
                session_ended=False,
                detail="Signed out here. The server's address for ending the session is not "
                "known, so it lives on there until it runs out.",
            )
        form = oauth.logout_form(self._client, tokens.refresh)
        try:
            answer = await self._http.post_form(address, form, label="signing out")
        except DocuMineError as error:
            reason = error.message
        else:
            if answer.is_success:
                return LogoutReport(
                    forgotten=True, session_ended=True, detail="Signed out, here and on the server."
                )
            reason = f"HTTP {answer.status}"
        return LogoutReport(
            forgotten=True,
            session_ended=False,
            detail=f"Signed out here; the server did not confirm ({reason}), so the session may "
            "live on there until it runs out.",
        )

    async def aclose(self) -> None:
        """Close the connections to the login server; the tokens stay."""
        running, self._refreshing = self._refreshing, None
        if running is not None and not running.done():
            running.cancel()
            await asyncio.wait({running})
        await self._http.aclose()

    # ---------------------------------------------------------------------- renewing the tokens

    def _take(self, tokens: oauth.Tokens) -> None:
        self._tokens = tokens
        self._received = (self._clock.monotonic(), self._clock.wall())

    def _age(self) -> float:
        monotonic, wall = self._received
        return max(self._clock.monotonic() - monotonic, self._clock.wall() - wall)

    def _left(self) -> float:
        return (self._tokens.expires_in if self._tokens else 0.0) - self._age()

    def _start(self) -> asyncio.Task[None]:
        """Return the one refresh in flight, begun now where there is none."""
        if self._refreshing is None or self._refreshing.done():
            self._refreshing = asyncio.create_task(self._refresh())
            # Nobody may be waiting for it: its failure is told to those who are.
            self._refreshing.add_done_callback(lambda task: task.cancelled() or task.exception())
        return self._refreshing

    async def _refresh(self) -> None:
        tokens = self._tokens
        if tokens is None or tokens.refresh is None:
            self._ended = "the login server gave no refresh token"
            raise self._login_required()
        for remaining in reversed(range(_TRIES)):
            await self._wait_as_told()
            try:
                self._take(await self._exchange(tokens.refresh))
            except LoginRequiredError as error:
                self._ended = error.message
                raise
            except DocuMineError as error:
                # Requests whose token still lives must not ask anew, one after the other.
                self._not_before = max(self._told_until, self._clock.monotonic() + _PAUSE)
                if not remaining or not isinstance(error, _PASSING):
                    raise
                if isinstance(error, ServiceUnavailableError):
                    await self._clock.sleep(_PAUSE)
            else:
                self._not_before = 0.0
                return

    async def _wait_as_told(self) -> None:
        left = self._told_until - self._clock.monotonic()
        if left > _LONGEST_TOLD:
            raise RateLimitedError(
                f"the login server asks to be left alone for {left:,.0f} s",
                cure="Your token is over until then; try again later.",
            )
        if left > 0:
            await self._clock.sleep(left)

    async def _exchange(self, refresh: Secret) -> oauth.Tokens:
        url = self._provider.token_endpoint
        form = oauth.refresh_form(self._client, refresh)
        answer = await self._http.post_form(url, form, label="renewing the sign-in")
        if answer.is_success:
            return oauth.read_tokens(answer, previous=refresh)
        told = read_retry_after(answer.headers.get("retry-after"), now=self._clock.wall())
        if told is not None and answer.status in {429, 503}:
            self._told_until = self._clock.monotonic() + told
        raise refusal(answer, grant="refresh_token", workspace=self._settings.workspace, url=url)

    def _login_required(self) -> LoginRequiredError:
        return LoginRequiredError(
            self._ended or "nobody is signed in",
            cure="Sign in again with dm.connect(...); what was queued is not lost.",
        )
