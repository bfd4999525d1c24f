"""The panel: all steps in one box, and what a notebook keeps of it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any

import ipywidgets as w

from documine_nb.errors import ConfigError
from documine_nb.panels.state.app import App
from documine_nb.panels.static import html_of, text_of
from documine_nb.panels.views.data import DataView
from documine_nb.panels.views.dossiers import DossiersView
from documine_nb.panels.views.exports import ExportsView
from documine_nb.panels.views.files import FilesView
from documine_nb.panels.views.markup import esc
from documine_nb.panels.views.signin import SignInView
from documine_nb.panels.views.usage import UsageView
from documine_nb.panels.views.view import View
from documine_nb.session import Session

__all__ = ["Panel"]

_STYLE = Path(__file__).with_name("style.css")
_VIEWS = (SignInView, DossiersView, FilesView, ExportsView, DataView, UsageView)
# While the widgets are drawn, the static state under them is not: only one of both is seen.
_HIDE = """<style>body:has(.{live}) .{static},
.jp-OutputArea-child:has(.{static}):is(body:has(.{live}) *){{display:none}}</style>"""


class Panel:
    """The mission's line by mouse; made by ``session.panel()`` or ``dm.panel()``.

    Parameters
    ----------
    session : Session, optional
        The session to show; by default the one in the notebook's variable ``session``. Without
        one that is signed in the panel begins with the sign-in.
    namespace : mapping, optional
        Where variables go; the notebook's own by default.

    Attributes
    ----------
    state : App
        What is shown and can be done, with no widget in it.
    widget : ipywidgets.VBox
        The widgets.

    Examples
    --------
    >>> import documine_nb as dm
    >>> with dm.demo(samples=False, quiet=True) as session:
    ...     panel = session.panel()
    ...     panel.code("Usage")
    ...     panel.close()
    'session.license_usage().plot()'
    """

    def __init__(
        self, session: Session | None = None, namespace: MutableMapping[str, Any] | None = None
    ) -> None:
        self.state = App(session, namespace)
        self._name = f"documine-{secrets.token_hex(4)}"
        self._handle: Any = None
        self._told = ""
        self.views: tuple[View, ...] = tuple(
            view(part) for view, part in zip(_VIEWS, self.state.parts, strict=True)
        )
        self._who = w.HTML()
        self._who.add_class("documine-who")
        self._sign_out = w.Button(description="Sign out", layout=w.Layout(width="auto"))
        self._sign_out.on_click(lambda _: self._leave())
        self._steps = w.Tab(
            [view.box for view in self.views], titles=[part.title for part in self.state.parts]
        )
        self._steps.observe(lambda change: self.state.go(change.new or 0), names="selected_index")
        top = w.HBox([self._who, self._sign_out])
        top.add_class("documine-top")
        style = w.HTML(f"<style>{_STYLE.read_text()}</style>", layout=w.Layout(display="none"))
        self.widget: Any = w.VBox([style, top, self._steps])
        for name in ("documine-panel", self._name):
            self.widget.add_class(name)
        self.state.on_step(self._show_step)
        self._forget = [part.observe(self._refresh) for part in self.state.parts]
        self._show_step()
        self._refresh()

    @property
    def session(self) -> Session | None:
        """The session in use."""
        return self.state.desk.session

    def code(self, step: str | None = None) -> str:
        """Return the lines of Python that do the same as a step; by default the one shown.

        Raises
        ------
        ConfigError
            There is no such step.
        """
        if step is None:
            return self.state.part.code()
        for part in self.state.parts:
            if part.title.casefold() == step.casefold():
                return part.code()
        titles = ", ".join(part.title for part in self.state.parts)
        raise ConfigError(f"there is no step {step!r}", cure=f"There are: {titles}.")

    def close(self) -> None:
        """Stop what is going on and close the widgets; the session stays as it is."""
        self.state.close()
        for forget in self._forget:
            forget()
        self._forget = []
        for view in self.views:
            view.close()
        for widget in _tree(self.widget):
            widget.close()

    def _leave(self) -> None:
        self.state.signin.start(self.state.signin.sign_out())

    def _show_step(self) -> None:
        if self._steps.selected_index != self.state.step:
            self._steps.selected_index = self.state.step

    def _refresh(self) -> None:
        session = self.session
        lasts = "signed out" if self.state.desk.is_over else self.state.signin.lasts()
        who = _who(session, lasts) if session else "not signed in"
        self._who.value = (
            f'<div class="line"><b>DocuMine</b><span class="documine-dim">{who}</span></div>'
        )
        self._sign_out.layout.display = "block" if session else "none"
        self._sign_out.disabled = bool(self.state.signin.busy)
        self._keep()

    # ------------------------------------------------------------------------ in a notebook

    def __repr__(self) -> str:
        return text_of(self.state)

    def _static(self) -> dict[str, str]:
        hide = _HIDE.format(live=self._name, static=f"{self._name}-static")
        static = f'<div class="{self._name}-static">{html_of(self.state)}</div>'
        return {"text/plain": text_of(self.state), "text/html": hide + static}

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {**self.widget._repr_mimebundle_(), **self._static()}

    def _ipython_display_(self) -> None:
        from IPython import display  # noqa: PLC0415 -- only where it runs already

        show: Any = display.display
        live = self.widget._repr_mimebundle_()
        show({**live, "text/plain": "DocuMine panel"}, raw=True)
        # An output of its own, because an update of the first would draw the widgets anew.
        self._handle = show(self._static(), raw=True, display_id=True)

    def _keep(self) -> None:
        """Keep the state in the notebook itself, whenever an action has ended."""
        if self._handle is None or any(part.busy for part in self.state.parts):
            return
        told = html_of(self.state)
        if told != self._told:
            self._told = told
            self._handle.update(self._static(), raw=True)


def _who(session: Session, lasts: str) -> str:
    facts = (session.who.name, session.workspace, session.base_url, lasts)
    return " · ".join(esc(fact) for fact in facts if fact)


def _tree(widget: Any) -> Iterator[Any]:
    for child in getattr(widget, "children", ()):
        yield from _tree(child)
    yield widget
