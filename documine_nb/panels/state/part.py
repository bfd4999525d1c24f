"""One step of the panel: what it shows, whether it is at work, and how that ended."""

from __future__ import annotations

import asyncio
import concurrent.futures
import logging
import threading
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from documine_nb.bridge import submit
from documine_nb.errors import DocuMineError, LoginRequiredError
from documine_nb.resources.progress import shown_by
from documine_nb.resources.tables import cell_text

__all__ = ["Part", "Problem", "action"]

_log = logging.getLogger("documine_nb.panels")

# Work ends on the I/O thread while a person clicks on another: who draws last must have read last.
_telling = threading.RLock()


@dataclass(frozen=True)
class Problem:
    """What went wrong, in words.

    Attributes
    ----------
    text : str
        What happened.
    cure : str
        The next step, where one is known; a line for each of several.
    facts : str
        What support can search for: operation, HTTP status, request id.
    wants_sign_in : bool
        Whether it is that nobody is signed in.
    """

    text: str
    cure: str = ""
    facts: str = ""
    wants_sign_in: bool = False

    @classmethod
    def of(cls, error: BaseException) -> Problem:
        """Put an error into words; one that is not ours is shown by its type."""
        if not isinstance(error, DocuMineError):
            return cls(
                f"{type(error).__name__}: {error}",
                "This was not foreseen: please report it. The panel can still be used.",
            )
        facts = [error.operation, error.status and f"HTTP {error.status}"]
        facts.append(error.request_id and f"request {error.request_id}")
        return cls(
            error.message,
            error.cure or "",
            ", ".join(str(one) for one in facts if one),
            wants_sign_in=isinstance(error, LoginRequiredError),
        )

    def lines(self) -> list[str]:
        """Return it line by line, harmless to show anywhere."""
        lines = (self.text, *self.cure.splitlines(), self.facts)
        return [cell_text(line) for line in lines if line]


class Part:
    """What every step of the panel has.

    Attributes
    ----------
    title : str
        The step's name.
    busy : str
        What is going on; empty while nothing is.
    progress : str
        How far it is, in words.
    share : float or None
        How far it is, from 0 to 1, where that is known.
    note : str
        How the last action ended.
    problem : Problem or None
        Why the last action failed.
    """

    title = ""

    def __init__(self) -> None:
        self.busy = ""
        self.progress = ""
        self.share: float | None = None
        self.note = ""
        self.problem: Problem | None = None
        self._observers: list[Callable[[], None]] = []
        self._running: set[concurrent.futures.Future[None]] = set()
        self._idle = asyncio.Event()

    # ------------------------------------------------------------------------ who looks on

    def observe(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call `callback` after each change; the returned function ends that."""
        self._observers.append(callback)
        return lambda: self._observers.remove(callback)

    def changed(self) -> None:
        """Tell whoever looks on; one that fails does not keep the others from being told."""
        with _telling:
            for callback in tuple(self._observers):
                try:
                    callback()
                except Exception:  # noqa: BLE001 -- a view must not end the work
                    _log.exception("the panel's step %r could not be drawn", self.title)

    # ------------------------------------------------------------------------ work

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Have `work` done on the I/O thread and return at once."""
        future = submit(work)
        self._running.add(future)
        future.add_done_callback(self._running.discard)

    def stop(self) -> None:
        """Cancel what is going on."""
        for future in tuple(self._running):
            future.cancel()

    def close(self) -> None:
        """Stop for good: nobody looks on any more."""
        self.stop()

    def settle(self, timeout: float = 60) -> None:
        """Block until all that was started has ended, however it ended."""
        concurrent.futures.wait(tuple(self._running), timeout=timeout)

    def fail(self, error: BaseException) -> None:
        """Show an error."""
        self.problem = Problem.of(error)
        self.changed()

    def show(self, text: str, share: float | None, *, is_last: bool) -> None:
        """Take in a line of progress: see :func:`documine_nb.resources.progress.shown_by`."""
        del is_last
        self.progress, self.share = text, share
        self.changed()

    # ------------------------------------------------------------------------ for the views

    def code(self) -> str:
        """Return the lines of Python that do the same."""
        return ""

    def summary(self) -> Sequence[str]:
        """Return what is worth keeping when the kernel is gone, line by line."""
        return [self.note] if self.note else []

    async def perform(self, label: str, work: Callable[[], Awaitable[None]]) -> None:
        """Do `work` unless something else is going on; how it ends is told, never raised."""
        if self.busy:
            return
        self.busy, self.progress, self.share = label, "", None
        self.note, self.problem = "", None
        self._idle.clear()
        self.changed()
        try:
            with shown_by(self):
                await work()
        except asyncio.CancelledError:
            self.note = f"{label}: stopped"
            raise
        except Exception as error:  # noqa: BLE001 -- whatever it is, a person must see it
            self.problem = Problem.of(error)
        finally:
            self.busy, self.progress, self.share = "", "", None
            self._idle.set()
            self.changed()


P = ParamSpec("P")
S = TypeVar("S", bound=Part)


def action(
    label: str,
) -> Callable[
    [Callable[Concatenate[S, P], Awaitable[None]]],
    Callable[Concatenate[S, P], Coroutine[Any, Any, None]],
]:
    """Make a coroutine method an action: one at a time, with progress, its errors shown."""

    def decorate(
        method: Callable[Concatenate[S, P], Awaitable[None]],
    ) -> Callable[Concatenate[S, P], Coroutine[Any, Any, None]]:
        @wraps(method)
        async def act(self: S, *args: P.args, **kwargs: P.kwargs) -> None:
            await self.perform(label, lambda: method(self, *args, **kwargs))

        return cast("Callable[Concatenate[S, P], Coroutine[Any, Any, None]]", act)

    return decorate
