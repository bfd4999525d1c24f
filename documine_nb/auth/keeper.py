"""The keeper of tokens: always one that lives, one refresh at a time, one message at the end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import NoReturn, Protocol

from documine_nb import bridge
from documine_nb.auth import oauth
from documine_nb.auth.flight import Flight
from documine_nb.auth.metadata import Provider
from documine_nb.auth.renewing import Renewal
from documine_nb.auth.settings import ConnectSettings
from documine_nb.auth.signing_out import LogoutReport, sign_out
from documine_nb.auth.store import Key, NoLocksError, SharedTokens, SignInStore
from documine_nb.auth.who import Who, read_who
from documine_nb.clock import SYSTEM_CLOCK, Clock
from documine_nb.errors import (
    ConfigError,
    DocuMineError,
    LoginRequiredError,
    NetworkError,
    RateLimitedError,
    ServiceUnavailableError,
)
from documine_nb.secrets import Secret
from documine_nb.transport.plain import PlainHttp

__all__ = ["LogoutReport", "SignInAgain", "TokenKeeper", "Who"]

_AHEAD_SECONDS = 30.0
_AHEAD_SHARE = 0.1
_PAUSE = 5.0
_LANDING = 3.0
_TRIES = 2
_PASSING = (NetworkError, ServiceUnavailableError, RateLimitedError)


class SignInAgain(Protocol):
    """A way to sign in anew when the server has ended the session.

    Where it needs a person, it is not tried in the background.
    """

    @property
    def needs_person(self) -> bool:
        """Whether somebody must be there."""
        ...

    async def __call__(self, *, reason: str = "", flow: str | None = None) -> TokenKeeper:
        """Return a new keeper; `reason` is why it is needed."""
        ...


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
    grant : str, optional
        How they were got; those of ``"client_credentials"`` are renewed by the same grant.

    Attributes
    ----------
    again : SignInAgain or None
        How to sign in anew when the session was ended.
    """

    def __init__(
        self,
        http: PlainHttp,
        provider: Provider,
        settings: ConnectSettings,
        tokens: oauth.Tokens,
        *,
        clock: Clock = SYSTEM_CLOCK,
        grant: str = "",
    ) -> None:
        self._http = http
        self._provider = provider
        self._settings = settings
        self._client = oauth.Client(settings.client_id, settings.client_secret)
        self._clock = clock
        self._renewal = Renewal(http, provider, settings, clock)
        self._grant = grant
        self._refreshing = Flight()
        self._signing_in = Flight(needs_waiters=True)
        self._not_before = 0.0
        self._ended: str | None = None
        self._shared: SharedTokens | None = None
        self._tokens: oauth.Tokens | None = None
        self._take(tokens)
        self._who = read_who(tokens, settings, provider)
        self._has_failed = False
        self.again: SignInAgain | None = None

    def __repr__(self) -> str:
        return f"<TokenKeeper {self._who.name!r} in workspace {self._who.workspace!r}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a keeper of tokens is never pickled or copied; sign in where it is needed")

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

    @property
    def has_ended(self) -> bool:
        """Whether the session was ended; a last access token may live on for a little."""
        return self._tokens is None or self._ended is not None

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
        if living := self._living(rejected):
            return living
        if self._tokens is not None and self._ended is None:
            try:
                await self._refreshing.join(self._refresh)
            except LoginRequiredError:
                if not self._may_ask:
                    raise
        if self._tokens is None or self._ended is not None:
            if not self._may_ask:
                raise self._login_required()
            await self._signing_in.join(self._ask_for_sign_in)
        tokens = self._tokens
        if tokens is None:
            raise self._login_required()
        return tokens.access

    def _living(self, rejected: Secret | None) -> Secret | None:
        tokens = self._tokens
        if tokens is None or (rejected is not None and rejected == tokens.access):
            return None
        left = self._left()
        if left <= 0:
            return None
        ahead = min(_AHEAD_SECONDS, _AHEAD_SHARE * tokens.expires_in)
        may_ask = self._ended is None and self._clock.monotonic() >= self._not_before
        if left <= ahead and may_ask and self._is_renewable(tokens):
            # In the background: while the token lives, a slow login server delays nobody.
            self._refreshing.start(self._refresh)
        return tokens.access

    # ------------------------------------------------------------------------- signing in anew

    async def sign_in(self, *, flow: str | None = None) -> None:
        """Sign in anew now, in place: whoever holds this keeper goes on with it.

        Raises
        ------
        ConfigError
            Where this keeper was made by hand, or another user signed in.
        """
        again = self.again
        if again is None:
            raise ConfigError(
                "this session does not know how its sign-in was made",
                cure="Make a new one with dm.connect(...).",
            )
        await self.take_over(await again(flow=flow))

    @property
    def _may_ask(self) -> bool:
        """Whether a new sign-in may be begun or joined: a person is asked by foreground calls."""
        is_signed_out = self._tokens is None and self._ended == _SIGNED_OUT
        if self.again is None or is_signed_out or self._has_failed:
            return False
        return self._signing_in.is_under_way or not self.again.needs_person or bridge.has_caller()

    async def _ask_for_sign_in(self) -> None:
        again = self.again
        assert again is not None  # noqa: S101 -- looked at by _may_ask, said for the type checker
        try:
            await self.take_over(await again(reason=self._ended or ""))
        except (LoginRequiredError, ConfigError):
            # A password that was refused is not sent again by itself: that locks accounts.
            self._has_failed = not again.needs_person
            raise

    async def take_over(self, other: TokenKeeper) -> None:
        """Go on with a new sign-in of the same user; `other` is closed.

        Raises
        ------
        ConfigError
            Where it is another user's, who is signed out again.
        """
        mine, new = self._who.username, other.who.username
        if mine and new and mine != new:
            await other.logout()
            await other.aclose()
            raise ConfigError(
                f"{new!r} signed in, but this session is that of {mine!r}; {new!r} was signed out",
                cure="Sign in as the same user, or make a second session with dm.connect(...).",
            )
        # One that lands later would put old tokens over new, or be lost with `other`.
        await self._refreshing.land(_LANDING)
        await other._refreshing.land(_LANDING)
        if other._tokens is not None:
            self._take(other._tokens)
        self._ended, self._not_before, self._has_failed = None, 0.0, False
        self._who, self._grant = other._who, other._grant
        self._shared = other._shared or self._shared
        await other.aclose()

    # ----------------------------------------------------------------------------------- the end

    async def logout(self) -> LogoutReport:
        """Forget the tokens, then revoke them and end the session; failing there is reported."""
        await self._signing_in.stop()
        # Its new refresh token is the one that ends the session.
        await self._refreshing.land()
        tokens, self._tokens = self._tokens, None
        self._ended = _SIGNED_OUT if tokens else self._ended or _SIGNED_OUT
        if self._shared is not None and tokens is not None:
            tokens = await self._shared.withdraw() or tokens
        self._shared = None
        return await sign_out(self._http, self._provider, self._client, tokens)

    async def aclose(self) -> None:
        """Close the connections to the login server; the tokens stay."""
        await self._signing_in.stop()
        if self._shared is not None:
            # An answer lost here would leave the others with a token that was used.
            await self._refreshing.land(_LANDING)
        await self._refreshing.stop()
        await self._http.aclose()

    async def share(
        self, store: SignInStore, *, username: str | None = None, save: bool = True
    ) -> None:
        """Keep the sign-in in `store`, and renew it from now on one process at a time."""
        issuer = self._provider.issuer or self._provider.token_endpoint
        name = self._who.username if username is None else username
        self._shared = shared = store.at(Key(issuer, self._settings.client_id, name))
        async with self._alone():
            if save and self._shared is not None and self._tokens is not None:
                shared.save(self._tokens)

    # ---------------------------------------------------------------------- renewing the tokens

    def _take(self, tokens: oauth.Tokens) -> None:
        self._tokens = tokens
        self._received = (self._clock.monotonic(), self._clock.wall())

    def _age(self) -> float:
        monotonic, wall = self._received
        return max(self._clock.monotonic() - monotonic, self._clock.wall() - wall)

    def _left(self) -> float:
        return (self._tokens.expires_in if self._tokens else 0.0) - self._age()

    def _is_renewable(self, tokens: oauth.Tokens) -> bool:
        return tokens.refresh is not None or self._grant == "client_credentials"

    async def _refresh(self) -> None:
        for remaining in reversed(range(_TRIES)):
            await self._renewal.wait_as_told()
            try:
                async with self._alone():
                    await self._renew()
            except LoginRequiredError as error:
                self._ended = error.message
                raise
            except DocuMineError as error:
                # Requests whose token still lives must not ask anew, one after the other.
                self._not_before = max(self._renewal.told_until, self._clock.monotonic() + _PAUSE)
                if not remaining or not isinstance(error, _PASSING):
                    raise
                if isinstance(error, ServiceUnavailableError):
                    await self._clock.sleep(_PAUSE)
            else:
                self._not_before = 0.0
                return

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        """Keep other processes that share the sign-in from renewing meanwhile."""
        async with AsyncExitStack() as stack:
            if self._shared is not None:
                try:
                    await stack.enter_async_context(self._shared.locked())
                except NoLocksError as error:
                    self._shared.warn(
                        f"The sign-in stays in memory only: {self._shared.place} offers no locks "
                        f"({error})."
                    )
                    self._shared.delete()
                    self._shared = None
            yield

    async def _renew(self) -> None:
        """Take what another process renewed, or renew; the lock is around both."""
        if self._took_newer():
            return
        tokens = self._tokens
        if tokens is None or not self._is_renewable(tokens):
            raise LoginRequiredError("the login server gave no refresh token", cure=_CURE)
        try:
            renewed = await self._renewal.renew(tokens.refresh)
        except LoginRequiredError:
            # A lock that held nobody off: what the other got is good.
            if self._took_newer():
                return
            raise
        # No waiting between the two: what came is kept before anything else can happen.
        self._take(renewed)
        if self._shared is not None and not self._shared.save(renewed):
            self._shared.delete()  # what is there was used, and a second use ends the session
            self._shared = None

    def _took_newer(self) -> bool:
        kept, mine = self._shared.load() if self._shared is not None else None, self._tokens
        if not (kept and mine) or (kept.access, kept.refresh) == (mine.access, mine.refresh):
            return False
        self._take(kept)
        return kept.expires_in > 0

    def _login_required(self) -> LoginRequiredError:
        return LoginRequiredError(self._ended or "nobody is signed in", cure=_CURE)


_SIGNED_OUT = "you signed out"
_CURE = "Sign in again with session.sign_in() or dm.connect(...); what was queued is not lost."
