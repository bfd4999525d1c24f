"""How a request is carried out: sign-in, sending, reading, and sending again. One place for all."""

from __future__ import annotations

import io
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import replace
from typing import NamedTuple, Protocol, TypeVar, cast

from documine_nb.clock import Clock
from documine_nb.contract import Operation
from documine_nb.errors import DocuMineError, ProtocolError, ProxyError, TlsError
from documine_nb.secrets import Secret
from documine_nb.transport._http import HttpClient
from documine_nb.transport.answer import Answer
from documine_nb.transport.body import BodyDecoder, BodyError, CutBodyError
from documine_nb.transport.failures import (
    Context,
    error_of_answer,
    error_of_failure,
    outcome_unknown,
)
from documine_nb.transport.headers import user_agent
from documine_nb.transport.masked import MaskedHeaders
from documine_nb.transport.retry import RetryPolicy, is_repeatable, read_retry_after
from documine_nb.transport.wire import Received, WireFailure, within

__all__ = ["MAX_ANSWER_BYTES", "Exchange", "Later", "Plan", "TokenSource", "read_body"]

MAX_ANSWER_BYTES = 256 << 20
"""The most bytes a JSON or XML answer may have, decompressed."""

T = TypeVar("T")


class TokenSource(Protocol):
    """Where access tokens come from."""

    async def access_token(self, *, rejected: Secret | None = None) -> Secret:
        """Return a token that lives; another one than `rejected`, which the service refused."""
        ...


class Plan(NamedTuple):
    """A request as it will be sent, perhaps several times.

    `deadline` is the time for all of it, None for transfers of files, which are read as they come;
    `reading` is that for an answer that is read into memory. Both in seconds. One of many calls
    is not held back where the service refuses for haste: :class:`Later` is raised, and others can
    go on.
    """

    url: str
    request_id: str
    method: str
    label: str
    kind: str
    operation: Operation | None
    headers: Mapping[str, str]
    body: Callable[[], bytes | AsyncIterator[bytes] | None]
    deadline: float | None
    reading: float
    is_one_of_many: bool = False

    def another(self, url: str, request_id: str) -> Plan:
        """Return the same request to another address."""
        return Plan._make((url, request_id, *self[2:]))  # several times cheaper than `_replace`


class Later(Exception):  # noqa: N818 -- internal: becomes `error` where nobody can wait
    """The service refused a call for haste: when to come again, in seconds from now.

    `is_told` says whether the service itself named the time.
    """

    def __init__(self, wait: float, error: DocuMineError, *, is_told: bool = True) -> None:
        super().__init__(wait)
        self.wait = wait
        self.error = error
        self.is_told = is_told


class Exchange:
    """Carries out the plans of one client.

    Parameters
    ----------
    http : HttpClient
        The wire.
    tokens : TokenSource or None
        Where access tokens come from.
    workspace : str
        The workspace's id.
    retry : RetryPolicy
        How often and how patiently.
    clock : Clock
        Time.
    """

    def __init__(
        self,
        http: HttpClient,
        tokens: TokenSource | None,
        *,
        workspace: str,
        retry: RetryPolicy,
        clock: Clock,
    ) -> None:
        self._http = http
        self._tokens = tokens
        self._workspace = workspace
        self._retry = retry
        self._clock = clock
        self._own_headers = {
            "Accept-Encoding": "gzip",
            "User-Agent": user_agent(),
            "X-TENANT-ID": workspace,
        }
        self._paused_until = 0.0
        self._random = random.random

    async def perform(self, plan: Plan, read: Callable[[Received, Plan, int], Awaitable[T]]) -> T:
        """Send until there is an answer to hand out or an error that stays.

        `read` takes an answer of success to its end; :meth:`read` is the plain one.
        """
        attempt = 0
        token: Secret | None = None
        rejected: Secret | None = None
        while True:
            attempt += 1
            await self._wait_out_pause()
            if self._tokens is not None:
                token = await self._tokens.access_token(rejected=rejected)
            told: float | None = None
            try:
                return await self._attempt(plan, token, attempt, read)
            except _Refused as refused:
                answer = refused.answer
                if answer.status == 401 and token is not None and rejected is None:  # noqa: PLR2004 -- the code is its name
                    rejected = token
                    attempt -= 1  # the repeat with a new token is not a retry
                    continue
                if answer.status == 404 and plan.kind == "delete" and attempt > 1:  # noqa: PLR2004 -- as above
                    return answer  # type: ignore[return-value]  # deletes are read as Answer
                told = read_retry_after(answer.headers.get("retry-after"), now=self._clock.wall())
                context = self._context(plan, attempt)
                error = error_of_answer(answer, context, told=told)
                sent, status = True, answer.status
            except WireFailure as failure:
                context = self._context(plan, attempt)
                error = error_of_failure(failure, context, timeout=self._http.timeout)
                error.__cause__ = failure.bare()
                sent, status = failure.sent, None
            await self._before_retry(plan, error, context, attempt, told, sent=sent, status=status)

    async def _before_retry(
        self,
        plan: Plan,
        error: DocuMineError,
        context: Context,
        attempt: int,
        told: float | None,
        *,
        sent: bool,
        status: int | None,
    ) -> None:
        """Wait for the next sending, or raise."""
        wait = None
        if is_repeatable(plan.kind, sent=sent, status=status) and not isinstance(
            error, ProtocolError | ProxyError | TlsError
        ):
            wait = self._retry.wait(attempt, told=told, random=self._random)
        if wait is None:
            lost = status is None or status in {408, 500, 502, 503, 504}
            if plan.kind in {"create", "upload"} and sent and lost:
                raise outcome_unknown(error, context) from error
            raise error
        if plan.is_one_of_many and (status == 429 or (status == 503 and told is not None)):  # noqa: PLR2004 -- the codes are their names
            raise Later(wait, error, is_told=told is not None) from None
        if status in {429, 503} and told is not None:
            # The service is tired of all of us: whoever shares this client waits with us.
            self._paused_until = max(self._paused_until, self._clock.monotonic() + wait)
        else:
            await self._clock.sleep(wait)

    async def _wait_out_pause(self) -> None:
        while (left := self._paused_until - self._clock.monotonic()) > 0:
            await self._clock.sleep(left)

    async def _attempt(
        self,
        plan: Plan,
        token: Secret | None,
        attempt: int,
        read: Callable[[Received, Plan, int], Awaitable[T]],
    ) -> T:
        headers = self._headers(plan, token)
        async with self._http.stream(
            plan.method,
            plan.url,
            headers=headers,
            content=plan.body(),
            deadline=plan.deadline,
            whole=plan.deadline is not None,
        ) as received:
            if 200 <= received.status < 300:  # noqa: PLR2004 -- RFC 9110's class "successful"
                return _guarded(await read(received, plan, attempt), token)
            raise _Refused(_guarded(await self.read(received, plan, attempt), token))

    async def read(self, received: Received, plan: Plan, attempt: int) -> Answer:
        """Read an answer into memory."""
        try:
            if plan.deadline is None:
                async with within(plan.reading):
                    content = await read_body(received)
            else:
                content = await read_body(received)
        except CutBodyError as error:
            raise WireFailure("cut", str(error), sent=True) from None
        except BodyError as error:
            reason = str(error)
        else:
            return Answer(
                status=received.status,
                headers=received.headers,
                content=content,
                request_id=plan.request_id,
                operation=plan.operation,
                attempts=attempt,
            )
        # Raised here, not above: as its context, the reader's frames would hold the body.
        raise ProtocolError(
            f"{plan.label}: the service sent {reason}",
            cure="Try again; if it stays so, tell the service's support the request id.",
            **self._context(plan, attempt).facts(received.status),
        )

    def _headers(self, plan: Plan, token: Secret | None) -> MaskedHeaders:
        headers = MaskedHeaders(self._own_headers)
        headers.update(plan.headers)
        headers["X-Request-ID"] = plan.request_id
        if token is not None:
            headers["Authorization"] = f"Bearer {token.reveal()}"
        return headers

    def _context(self, plan: Plan, attempt: int) -> Context:
        return Context(
            host=self._http.endpoint.host,
            workspace=self._workspace,
            label=plan.label,
            operation=plan.operation,
            request_id=plan.request_id,
            attempts=attempt,
            proxied=self._http.endpoint.uses_environment,
        )


async def read_body(received: Received, *, cap: int = MAX_ANSWER_BYTES) -> bytes:
    """Return the whole body, decompressed; :class:`BodyError` above `cap` or where it is cut."""
    decoder = BodyDecoder(received.headers.get("content-encoding", ""), cap=cap)
    if received.content is not None:
        content = decoder.feed(received.content)
    else:
        # A large body is in memory once: BytesIO hands its bytes over without a copy.
        whole = io.BytesIO()
        async for chunk in received.raw():
            whole.write(decoder.feed(chunk))
        content = whole.getvalue()
    decoder.finish()
    return content


def _guarded(answer: T, token: Secret | None) -> T:
    """Have no message quote an answer that holds our token: some tell what they were sent."""
    if token is None or not isinstance(answer, Answer):
        return answer
    is_quoted = not answer.is_success or not answer.looks_like_json  # to look through all costs
    if is_quoted and token.reveal().encode() in answer.content:
        return cast("T", replace(answer, is_confidential=True))
    return answer


class _Refused(Exception):  # noqa: N818 -- internal: becomes one of our errors before anyone sees it
    """An answer without success."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer
