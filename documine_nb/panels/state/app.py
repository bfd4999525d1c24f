"""The panel as a whole: its steps, and what one step means for another."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import Any, cast

from documine_nb.panels.state.data import Data
from documine_nb.panels.state.desk import Desk
from documine_nb.panels.state.dossiers import Dossiers
from documine_nb.panels.state.exports import Exports
from documine_nb.panels.state.files import Files
from documine_nb.panels.state.part import Part
from documine_nb.panels.state.signin import SignIn
from documine_nb.panels.state.usage import Usage
from documine_nb.session import Session

__all__ = ["App"]


class App:
    """The panel's state.

    Parameters
    ----------
    session : Session, optional
        The session to show; by default the one in the notebook's variable ``session``. Without
        one that is signed in the panel begins with the sign-in.
    namespace : mapping, optional
        Where variables go; the notebook's own by default.

    Attributes
    ----------
    parts : tuple of Part
        The steps in their order.
    step : int
        The step that is shown.
    """

    def __init__(
        self, session: Session | None = None, namespace: MutableMapping[str, Any] | None = None
    ) -> None:
        names = _notebook() if namespace is None else namespace
        self.desk = Desk(session or _signed_in(names), names)
        self.signin = SignIn(self.desk)
        self.files = Files()
        self.dossiers = Dossiers(self.desk, self.files.open)
        self.exports = Exports(self.desk, self.files)
        self.data = Data(self.desk, self.files)
        self.usage = Usage(self.desk)
        self.parts: tuple[Part, ...] = (
            *(self.signin, self.dossiers, self.files),
            *(self.exports, self.data, self.usage),
        )
        self.step = 0
        self._seen: Session | None = None
        self._on_step: list[Callable[[], None]] = []
        self._left_at = 0
        self._has_told_end = False
        self.signin.observe(self._follow_session)
        for part in self.parts:
            part.observe(self._follow_end)
        # What is chosen among the files is shown in these steps, too.
        self.files.observe(self.exports.changed)
        self.files.observe(self.data.changed)
        self._follow_session()

    @property
    def part(self) -> Part:
        """The step that is shown."""
        return self.parts[self.step]

    def go(self, step: int) -> None:
        """Show another step; what it needs from the service is read when it is first shown."""
        if step == self.step:
            return
        self.step = step
        for callback in tuple(self._on_step):
            callback()
        if self.desk.session is None:
            return
        if self.part is self.exports and not len(self.exports.table):
            self.exports.start(self.exports.load())
        if self.part is self.usage:
            self.usage.start(self.usage.load())

    def on_step(self, callback: Callable[[], None]) -> None:
        """Call `callback` when another step is shown."""
        self._on_step.append(callback)

    def settle(self) -> None:
        """Block until nothing is going on."""
        for part in self.parts * 2:  # what one step starts in another ends, too
            part.settle()

    def close(self) -> None:
        """Stop whatever is going on; the session stays as it is."""
        for part in self.parts:
            part.close()

    def _follow_session(self) -> None:
        session = self.desk.session
        if session is self._seen:
            return
        self._seen = session
        if session is None:
            for part in (self.dossiers, self.exports, self.data, self.usage):
                part.start(part.forget())
            self.go(0)
        else:
            self.signin.watch()
            self.dossiers.start(self.dossiers.load())
            self.go(1)

    def _follow_end(self) -> None:
        """Tell once, at the sign-in, that it is over; go back to where one was after the next."""
        if not self.desk.is_over:
            if self._has_told_end and self.desk.session is not None:
                self.signin.reason = ""
                self.go(self._left_at)
            self._has_told_end = False
            return
        if not self._has_told_end and not self.signin.busy:
            self._has_told_end, self._left_at = True, self.step
            self.signin.note = ""
            self.go(0)
        for part in self.parts:
            if part is not self.signin and part.problem and part.problem.wants_sign_in:
                self.signin.reason, part.problem = part.problem.text, None
                self.signin.changed()


def _signed_in(names: MutableMapping[str, Any]) -> Session | None:
    """Return the notebook's session: a cell that is run again does not ask for another sign-in."""
    there = names.get("session")
    return there if isinstance(there, Session) and Desk(there, names).is_signed_in else None


def _notebook() -> MutableMapping[str, Any]:
    from IPython.core.getipython import get_ipython  # noqa: PLC0415 -- ipywidgets brings it

    shell: Any = get_ipython()
    return {} if shell is None else cast("MutableMapping[str, Any]", shell.user_ns)
