"""One line that says how far something is: live in a notebook or terminal, sparse in a pipe."""

from __future__ import annotations

import html
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol, Self, TextIO

from documine_nb.clock import Clock
from documine_nb.markup import block
from documine_nb.resources.tables import cell_text

__all__ = ["Line", "Progress", "shown_by"]

_PAUSE = 0.1
"""Ten updates a second: more only costs, no eye follows it."""


class Line(Protocol):
    """Where a line is shown."""

    def show(self, text: str, share: float | None, *, is_last: bool) -> None:
        """Show `text`, and a bar filled by `share` where it is known."""
        ...


_chosen: ContextVar[Line | None] = ContextVar("documine_progress", default=None)


@contextmanager
def shown_by(line: Line) -> Iterator[None]:
    """Have what is called inside show its progress there, such as in a panel.

    A widget's callback needs this: an output displayed from it ends up under whichever cell runs.
    """
    token = _chosen.set(line)
    try:
        yield
    finally:
        _chosen.reset(token)


class Progress:
    """A line of progress, kept to ten updates a second; may be called from any thread.

    Parameters
    ----------
    label : str
        What is going on, such as ``"Processing"``.
    line : optional
        Where it is shown; nowhere by default.
    now : callable, optional
        Seconds that only grow.
    """

    def __init__(
        self, label: str, line: Line | None = None, now: Callable[[], float] = lambda: 0.0
    ) -> None:
        self.label = label
        self._line = line
        self._now = now
        self._shown_at = float("-inf")
        self._is_begun = False
        self._is_closed = False

    @classmethod
    def here(cls, label: str, clock: Clock, *, quiet: bool = False) -> Self:
        """Return a line for wherever this runs: notebook, terminal, or pipe.

        Where `quiet`, only a place chosen by :func:`shown_by` shows it.
        """
        line = _chosen.get()
        if line is None and not quiet:
            line = _notebook_line() or _stream_line(sys.stderr)
        return cls(label, line, clock.monotonic)

    def update(self, text: str, done: float = 0, total: float = 0) -> None:
        """Say how far it is; `done` of `total` draws the bar where one can be drawn."""
        self._is_begun = True
        if self._line is None or self._now() - self._shown_at < _PAUSE:
            return
        self._shown_at = self._now()
        # File names come from others: no control character of theirs reaches a terminal.
        shown = f"{self.label}: {cell_text(text)}"
        self._line.show(shown, done / total if total else None, is_last=False)

    def finish(self, text: str) -> None:
        """Say how it ended; nothing is shown after that."""
        if self._line is not None and not self._is_closed:
            self._line.show(f"{self.label}: {cell_text(text)}", None, is_last=True)
        self._is_closed = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        # A line left in the middle would say that something still goes on.
        if not self._is_closed and self._is_begun:
            self.finish("stopped" if error else "done")


class _Terminal:
    """One line of a terminal, rewritten."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def show(self, text: str, share: float | None, *, is_last: bool) -> None:
        del share
        self._stream.write(f"\r\x1b[2K{text}" + ("\n" if is_last else ""))
        self._stream.flush()


class _Pipe:
    """The first and the last line only: logs are read by people too."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._is_started = False

    def show(self, text: str, share: float | None, *, is_last: bool) -> None:
        del share
        if is_last or not self._is_started:
            self._is_started = True
            self._stream.write(f"{text}\n")
            self._stream.flush()


class _Notebook:
    """One output of a cell, updated in place; a reopened notebook still says how it ended."""

    def __init__(self, display: Callable[..., Any]) -> None:
        self._display = display
        self._handle: Any = None

    def show(self, text: str, share: float | None, *, is_last: bool) -> None:
        del is_last
        data = {"text/plain": text, "text/html": _bar(text, share)}
        if self._handle is None:
            self._handle = self._display(data, raw=True, display_id=True)
        else:
            self._handle.update(data, raw=True)


def _bar(text: str, share: float | None) -> str:
    drawn = "" if share is None else f'<progress max="1" value="{share:.3f}"></progress> '
    return block(drawn + html.escape(text))


def _notebook_line() -> Line | None:
    if "IPython" not in sys.modules:
        return None
    from IPython.core.getipython import get_ipython  # noqa: PLC0415 -- only where it runs already
    from IPython.display import display  # noqa: PLC0415 -- the same

    shell = get_ipython()
    return _Notebook(display) if getattr(shell, "kernel", None) is not None else None


def _stream_line(stream: TextIO | None) -> Line | None:
    if stream is None:
        return None
    try:
        return _Terminal(stream) if stream.isatty() else _Pipe(stream)
    except ValueError:  # closed already
        return None
