"""One thread with one event loop, on which all network work of this process is done.

It is the only arrangement that behaves the same in every kernel: nothing is patched, calls work
inside a running loop, and an interrupt ends the work instead of only ending the wait for it.
"""

from __future__ import annotations

import asyncio
import atexit
import concurrent.futures
import contextlib
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Coroutine, Iterator
from contextvars import ContextVar
from typing import Any, Generic, TypeVar
from weakref import ReferenceType, WeakSet, ref

from documine_nb.errors import ReentrantCallError

__all__ = ["CallerGoneError", "IOThread", "caller", "io_thread", "lands"]

T = TypeVar("T")

SLICE = 0.5  # a blocked lock cannot be interrupted on Windows: the wait is done in slices
BEAT = 0.25  # ipykernel's handler of interrupts does not wake a sleeping loop: ours never sleeps on
UNWIND = 2.0  # how long cancelled work may take to close its connections
CLOSE = 2.0  # how long the interpreter's exit may be held up
LAND = 1.5  # how much of that is for work whose answer must not be lost


class CallerGoneError(RuntimeError):
    """Nobody waits for the work any more, so nobody can be asked."""


class IOThread:
    """A daemon thread with an event loop of its own.

    Examples
    --------
    >>> thread = IOThread()
    >>> thread.run(asyncio.sleep(0, result="done"))
    'done'
    >>> thread.close()
    """

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        # The loop knows its tasks only weakly; work whose caller went away must live on.
        self._pending: set[concurrent.futures.Future[Any]] = set()
        self._closing = False
        self._thread = threading.Thread(target=self._serve, name="documine-io", daemon=True)
        self._thread.start()

    def run(self, coro: Coroutine[Any, Any, T]) -> T:
        """Block until `coro` has ended on the I/O thread; an interrupt cancels it."""
        __tracebackhide__ = True
        self._refuse_here(coro)
        work = _Work(self, coro)
        try:
            work.start()  # in here: the interrupt may come before it has returned
            while not work.ended_within(SLICE):
                work.serve()
        except BaseException:
            work.cancel()
            work.ended_within(UNWIND)
            raise
        return work.result()

    async def wait(self, coro: Coroutine[Any, Any, T]) -> T:
        """Await `coro`, which runs on the I/O thread, from whatever loop this is."""
        __tracebackhide__ = True
        if self.is_here():
            return await coro
        work = _Work(self, coro)
        work.start()
        ended = asyncio.wrap_future(work.outcome)
        ended.add_done_callback(_mark_seen)  # its error is raised by the work itself
        try:
            while not ended.done():
                await asyncio.wait((ended,), timeout=BEAT)
                if work.has_errands:
                    with _interruptible():
                        work.serve()
        except (asyncio.CancelledError, KeyboardInterrupt):
            work.cancel()
            await asyncio.wait((ended,), timeout=UNWIND)
            # Not KeyboardInterrupt: out of a task it would end the loop, and with it the kernel.
            raise asyncio.CancelledError from None
        return work.result()

    def submit(self, coro: Coroutine[Any, Any, T]) -> concurrent.futures.Future[T]:
        """Start `coro` and return at once; cancelling the future cancels the work."""
        future = asyncio.run_coroutine_threadsafe(coro, self.loop)
        self.hold(future)
        return future

    def is_here(self) -> bool:
        """Say whether the caller stands on the I/O thread."""
        return threading.get_ident() == self._thread.ident

    def hold(self, future: concurrent.futures.Future[Any]) -> None:
        """Keep `future`, and the task behind it, until it is done."""
        self._pending.add(future)
        future.add_done_callback(self._pending.discard)

    def close(self) -> None:
        """Cancel what runs, stop the loop and join the thread, all within some seconds."""
        if self._closing or self.is_here():
            return
        farewell = asyncio.run_coroutine_threadsafe(_cancel_others(), self.loop)
        with contextlib.suppress(concurrent.futures.TimeoutError):
            farewell.result(CLOSE)
        self._closing = True
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(CLOSE)

    def _serve(self) -> None:
        asyncio.set_event_loop(self.loop)
        while not self._closing:
            # A task that raises one of these ends the loop as well as itself: go on for the others.
            with contextlib.suppress(KeyboardInterrupt, SystemExit):
                self.loop.run_forever()
        self.loop.close()

    def _refuse_here(self, coro: Coroutine[Any, Any, Any]) -> None:
        if self.is_here():
            name = getattr(coro, "__qualname__", "this call")
            coro.close()
            raise ReentrantCallError(
                f"{name} was called to block on the thread that does the work, "
                "and would wait for itself; nothing was sent",
                cure="Await its `.aio(...)` form there, "
                "or make the blocking call from a thread of your own.",
            )


@contextlib.contextmanager
def _interruptible() -> Iterator[None]:
    """Let an interrupt reach what blocks the loop: ipykernel's own handler would wait for it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class _Work(Generic[T]):
    """One coroutine on the I/O thread; its outcome is there only once it has really ended."""

    def __init__(self, home: IOThread, coro: Coroutine[Any, Any, T]) -> None:
        self.outcome: concurrent.futures.Future[T] = concurrent.futures.Future()
        self.outcome.set_running_or_notify_cancel()  # waiters cannot cancel it: only `cancel` can
        self._loop = home.loop
        self._coro = coro
        self._task: asyncio.Task[T] | None = None
        self._errands: deque[_Errand] = deque()
        self._woken = woken = threading.Event()
        # Not through `self`: a circle would keep the result until a collection.
        self.outcome.add_done_callback(lambda _: woken.set())
        home.hold(self.outcome)

    def start(self) -> None:
        # The callback, and so the task, runs in a copy of the caller's contextvars.
        self._loop.call_soon_threadsafe(self._begin)

    def cancel(self) -> None:
        while self._errands:
            _, answer = self._errands.popleft()
            if answer.set_running_or_notify_cancel():
                answer.set_exception(CallerGoneError("the caller was interrupted"))
        self._loop.call_soon_threadsafe(self._cancel)

    def ended_within(self, seconds: float) -> bool:
        self._woken.wait(seconds)
        return self.outcome.done()

    @property
    def has_errands(self) -> bool:
        return bool(self._errands)

    async def ask(self, function: Callable[[], Any]) -> Any:
        """Have the waiting caller's own thread call `function`, and return what that returns."""
        answer: concurrent.futures.Future[Any] = concurrent.futures.Future()
        self._errands.append((function, answer))
        self._woken.set()
        return await asyncio.wrap_future(answer)

    def serve(self) -> None:
        """Call what was asked for; an interrupt meanwhile is the caller's own."""
        self._woken.clear()
        if self.outcome.done():
            self._woken.set()
        while self._errands:
            function, answer = self._errands.popleft()
            if not answer.set_running_or_notify_cancel():
                continue
            try:
                answer.set_result(function())
            except Exception as error:  # noqa: BLE001 -- told to whoever asked
                answer.set_exception(error)
            except BaseException:
                answer.set_exception(CallerGoneError("the caller was interrupted"))
                raise

    def result(self) -> T:
        """Return or raise what came out, without the frames of the futures between."""
        __tracebackhide__ = True
        error = self.outcome.exception()
        if error is None:
            return self.outcome.result()
        try:
            raise error
        finally:
            del error  # it holds this frame: without this, both live until a collection

    def _begin(self) -> None:
        _caller.set(ref(self))
        self._task = self._loop.create_task(self._coro)
        self._task.add_done_callback(self._finish)

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()
        else:  # the start itself was interrupted
            self._coro.close()
            self.outcome.set_exception(asyncio.CancelledError())

    def _finish(self, task: asyncio.Task[T]) -> None:
        if task.cancelled():
            self.outcome.set_exception(asyncio.CancelledError())
        elif error := task.exception():
            self.outcome.set_exception(error)
        else:
            self.outcome.set_result(task.result())


_Errand = tuple[Callable[[], Any], "concurrent.futures.Future[Any]"]
# Weakly: a connection keeps the context in which it was opened, and must not keep what came out.
_caller: ContextVar[ReferenceType[_Work[Any]] | None] = ContextVar("documine_caller", default=None)


def caller() -> _Work[Any] | None:
    """Return the work whose caller waits for it and can be asked; None in the background."""
    held = _caller.get()
    work = None if held is None else held()
    return None if work is None or work.outcome.done() else work


def _mark_seen(future: asyncio.Future[Any]) -> None:
    if not future.cancelled():
        future.exception()


_landing: WeakSet[asyncio.Task[Any]] = WeakSet()


def lands(task: asyncio.Task[Any]) -> None:
    """Let `task` end by itself at the interpreter's exit: its answer must not be lost."""
    _landing.add(task)


async def _cancel_others() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    if landing := [task for task in others if task in _landing]:
        await asyncio.wait(landing, timeout=LAND)
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.get_running_loop().shutdown_asyncgens()


_lock = threading.Lock()
_current: IOThread | None = None
_inherited: list[IOThread] = []


def io_thread() -> IOThread:
    """Return this process's I/O thread; the first call starts it."""
    global _current  # noqa: PLW0603 -- one for each process is what it is
    with _lock:
        if _current is None:
            _current = IOThread()
            atexit.register(_close_at_exit)
        return _current


def _close_at_exit() -> None:
    global _current
    with _lock:
        leaving, _current = _current, None
    if leaving is not None:
        leaving.close()


def _forget_parents_thread() -> None:
    global _current, _lock  # noqa: PLW0603 -- as above
    # The parent's lock may be held by a thread that does not exist here.
    _lock = threading.Lock()
    if _current is not None:
        # Never closed here: the loop's selector is shared with the parent.
        _inherited.append(_current)
        _current = None


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_parents_thread)
