"""One object that makes calls: headers, sign-in, retries, deadlines, and errors that help."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path
from typing import TypeVar

from documine_nb.clock import SYSTEM_CLOCK, Clock
from documine_nb.contract import Operation, encode_id
from documine_nb.errors import ConfigError
from documine_nb.transport._http import HttpClient
from documine_nb.transport.answer import Answer
from documine_nb.transport.download import DownloadedFile, Saver
from documine_nb.transport.endpoint import Endpoint
from documine_nb.transport.exchange import Exchange, Plan, TokenSource
from documine_nb.transport.headers import (
    check_header,
    check_id,
    encode_json,
    fill_path,
    further_headers,
    request_ids,
)
from documine_nb.transport.retry import RetryPolicy
from documine_nb.transport.upload import Upload
from documine_nb.transport.wire import Received

__all__ = ["ApiClient", "TokenSource"]

_DEADLINE_FACTOR = 10
_KINDS = {"GET": "read", "HEAD": "read", "OPTIONS": "read", "PUT": "replace", "DELETE": "delete"}

Progress = Callable[[int, int], None]
T = TypeVar("T")


class ApiClient:
    """Makes the calls of one signed-in user to one workspace; lives on the I/O loop.

    Parameters
    ----------
    endpoint : Endpoint
        Where the service is.
    tokens : TokenSource or None
        Where access tokens come from; None sends none.
    workspace : str
        The workspace's id, sent with every call.
    timeout : float, default 30
        Seconds of silence after which an answer is given up. A whole answer, transfers of files
        apart, may take ten times as long.
    clock : Clock, optional
        Time, for tests.
    http : object, optional
        A ready ``AsyncClient`` of httpx or httpx2; it is used and not closed.
    deadline : float, optional
        Seconds that a whole answer may take instead.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        tokens: TokenSource | None,
        *,
        workspace: str,
        timeout: float = 30,
        clock: Clock = SYSTEM_CLOCK,
        http: object | None = None,
        deadline: float | None = None,
    ) -> None:
        if timeout <= 0:
            raise ConfigError(f"timeout={timeout!r} is no time", cure="Give seconds above 0.")
        check_header("workspace", workspace)
        self.endpoint = endpoint
        self.workspace = workspace
        self.timeout = timeout
        self._clock = clock
        self._is_closed = False
        self._deadline = deadline or timeout * _DEADLINE_FACTOR
        self._http = HttpClient(endpoint, timeout=timeout, injected=http)
        self._request_ids = request_ids()
        self._exchange = Exchange(
            self._http, tokens, workspace=workspace, retry=RetryPolicy(), clock=clock
        )

    def __repr__(self) -> str:
        return f"<ApiClient {self.endpoint.base_url} workspace={self.workspace!r}>"

    async def call(
        self,
        operation: Operation,
        *,
        ids: Mapping[str, str] | None = None,
        query: Mapping[str, object] | None = None,
        json: object = None,
        accept: str = "application/json",
    ) -> Answer:
        """Carry out an operation of the contract.

        Parameters
        ----------
        operation : Operation
            A row of ``documine_nb.contract.OPERATIONS``.
        ids : mapping, optional
            Values of the path's placeholders.
        query : mapping, optional
            Query parameters; None is left out, booleans become ``true`` and ``false``.
        json : object, optional
            The body.
        accept : str, default "application/json"
            The media type to ask for.

        Returns
        -------
        Answer
            With a status of success; also 404 of a deletion that had to be sent again.

        Raises
        ------
        DocuMineError
            The one that fits, see :mod:`documine_nb.errors`.
        """
        content, headers = encode_json(json)
        headers["Accept"] = accept
        plan = self._plan(operation, ids, query, headers, lambda: content)
        return await self._perform(plan, self._exchange.read)

    def reads(
        self,
        operation: Operation,
        *,
        ids: Mapping[str, str],
        each: str,
        query: Mapping[str, object] | None = None,
    ) -> Callable[[str], Awaitable[Answer]]:
        """Return a call for many reads that differ in one id alone; most of it is made once.

        Parameters
        ----------
        operation, ids, query
            As in :meth:`call`.
        each : str
            The placeholder that the call's argument fills.

        Returns
        -------
        callable
            Takes an id and reads as :meth:`call` does; but where the service refuses for haste,
            it does not wait and raises :class:`~documine_nb.transport.exchange.Later`: others can
            go on.
        """
        mark = next(self._request_ids)  # nothing else in the address looks like it
        headers = {"Accept": "application/json"}
        plan = self._plan(
            operation, {**ids, each: mark}, query, headers, lambda: None, is_one_of_many=True
        )
        before, after = plan.url.split(mark)

        async def read(one: str) -> Answer:
            check_id(operation, each, one)
            another = plan.another(f"{before}{encode_id(one)}{after}", next(self._request_ids))
            return await self._perform(another, self._exchange.read)

        return read

    async def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, object] | None = None,
        json: object = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        operation: Operation | None = None,
    ) -> Answer:
        """Make any other call, with the same sign-in, retries and errors.

        Parameters
        ----------
        method, path : str
            Such as ``"GET"`` and ``"/api/users"``.
        query, json : optional
            As in :meth:`call`.
        content : bytes, optional
            A ready body instead of `json`.
        headers : mapping, optional
            Further headers. Those of the sign-in and the workspace cannot be set.
        operation : Operation, optional
            The row of the contract that this stands for.
        """
        method = method.upper()
        encoded, own = encode_json(json)
        body = content if content is not None else encoded
        plan = Plan(
            method=method,
            url=self.endpoint.url(path, query),
            label=operation.id if operation else f"{method} {path.split('?', maxsplit=1)[0]}",
            kind=operation.kind if operation else _KINDS.get(method, "create"),
            operation=operation,
            request_id=next(self._request_ids),
            headers={"Accept": "application/json", **own, **further_headers(headers or {})},
            body=lambda: body,
            deadline=self._deadline,
            reading=self._deadline,
        )
        return await self._perform(plan, self._exchange.read)

    async def upload(
        self,
        operation: Operation,
        *,
        ids: Mapping[str, str] | None = None,
        query: Mapping[str, object] | None = None,
        filename: str,
        source: Path | bytes,
        content_type: str = "application/pdf",
        progress: Progress | None = None,
    ) -> Answer:
        """Send a file as multipart form data, read from disk piece by piece.

        Parameters
        ----------
        operation, ids, query
            As in :meth:`call`.
        filename : str
            The name the service is told.
        source : Path or bytes
            The file, or its content.
        content_type : str, default "application/pdf"
            The file's media type.
        progress : callable, optional
            Called on the I/O thread with bytes sent and bytes in all.

        Raises
        ------
        StorageError
            The file cannot be read.
        IntegrityError
            The file was changed while it was sent.
        OutcomeUnknownError
            Sent, but not confirmed: look for the file before sending it again.
        """
        upload = await asyncio.to_thread(Upload, filename, source, content_type, progress)
        plan = self._plan(operation, ids, query, upload.headers, upload.stream)
        answer = await self._perform(plan._replace(deadline=None), self._exchange.read)
        await asyncio.to_thread(upload.check_unchanged)
        return answer

    async def download(
        self,
        operation: Operation,
        *,
        ids: Mapping[str, str] | None = None,
        target: Path,
        progress: Progress | None = None,
        verify_zip: bool = True,
    ) -> DownloadedFile:
        """Fetch a file whole or not at all.

        Parameters
        ----------
        operation, ids
            As in :meth:`call`.
        target : Path
            The file to write, or a folder, where the service's suggestion names the file.
        progress : callable, optional
            Called on the I/O thread with bytes received and bytes in all (0 where unknown).
        verify_zip : bool, default True
            Whether the file must be a sound ZIP archive: each member is read and its checksum
            compared.

        Raises
        ------
        IntegrityError
            What came is not whole; nothing stands under the final name.
        StorageError
            The disk is full, or the folder is missing or cannot be written.
        """
        saver = Saver(Path(target), operation.id, progress, self._clock, verify_zip=verify_zip)
        await asyncio.to_thread(saver.check_target)
        # Compressed archives gain nothing, and a length that counts the bytes on disk proves more.
        headers = {"Accept": "*/*", "Accept-Encoding": "identity"}
        plan = self._plan(operation, ids, None, headers, lambda: None)
        return await self._perform(plan._replace(deadline=None), saver.save)

    async def aclose(self) -> None:
        """Close all connections; no call is made afterwards."""
        self._is_closed = True
        await self._http.aclose()

    async def _perform(self, plan: Plan, read: Callable[[Received, Plan, int], Awaitable[T]]) -> T:
        if self._is_closed:
            raise ConfigError(
                f"{plan.label}: this session is closed, so nothing was sent",
                cure="Make a new one by dm.connect(...) or dm.demo(); a with block closes its own.",
            )
        return await self._exchange.perform(plan, read)

    def _plan(
        self,
        operation: Operation,
        ids: Mapping[str, str] | None,
        query: Mapping[str, object] | None,
        headers: Mapping[str, str],
        body: Callable[[], bytes | AsyncIterator[bytes] | None],
        *,
        is_one_of_many: bool = False,
    ) -> Plan:
        return Plan(
            method=operation.method,
            url=self.endpoint.url(fill_path(operation, ids or {}), query),
            label=operation.id,
            kind=operation.kind,
            operation=operation,
            request_id=next(self._request_ids),
            headers=headers,
            body=body,
            deadline=self._deadline,
            reading=self._deadline,
            is_one_of_many=is_one_of_many,
        )
