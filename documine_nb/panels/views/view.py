"""What every step's widgets have: buttons that hand over work, and a line that says how it goes."""

from __future__ import annotations

import html
from collections.abc import Callable, Coroutine
from typing import Any

import ipywidgets as w

from documine_nb.panels.state.part import Part
from documine_nb.panels.views.markup import esc, markup

__all__ = ["View", "form", "text_field"]


def form(*children: Any) -> Any:
    """Return widgets in a row that wraps where it is narrow."""
    box = w.HBox(children)
    box.add_class("documine-form")
    return box


def text_field(label: str, value: str = "", *, placeholder: str = "", width: str = "320px") -> Any:
    """Return a field for a line of text that is no secret."""
    return w.Text(
        value=value,
        description=label,
        placeholder=placeholder,
        # Sent as it is typed: a value sent on leaving the field may arrive after the click that
        # left it (seen with ipywidgets 8.1.9 on ipykernel 7.4).
        continuous_update=True,
        layout=w.Layout(width=width),
        style={"description_width": "initial"},
    )


class View:
    """The widgets of one step.

    Parameters
    ----------
    part : Part
        What it shows.

    Attributes
    ----------
    box : ipywidgets.VBox
        All of it.
    """

    def __init__(self, part: Part) -> None:
        self.part = part
        self._buttons: list[Any] = []
        self._progress = w.HTML()
        self._stop = w.Button(description="Stop", tooltip="Stop what is going on")
        self._stop.on_click(lambda _: part.stop())
        self._working = form(self._progress, self._stop)
        self._outcome = w.HTML()
        self._code = w.HTML()
        self.box = w.VBox([*self.build(), self._working, self._outcome, *self.below(), self._code])
        self.box.add_class("documine-step")
        self._forget = part.observe(self.refresh)
        self.refresh()

    def build(self) -> list[Any]:
        """Return the widgets of the step."""
        return []

    def below(self) -> list[Any]:
        """Return widgets that stand under the line that says how it went."""
        return []

    def draw(self) -> None:
        """Bring the step's own widgets in line with its state."""

    def refresh(self) -> None:
        """Bring all widgets in line with the state."""
        self.draw()
        for button in self._buttons:
            button.disabled = bool(self.part.busy)
        self._working.layout.display = "flex" if self.part.busy else "none"
        self._progress.value = self._how_far()
        self._outcome.value = self._how_it_went()
        self._code.value = _as_code(self.part.code())

    def close(self) -> None:
        """Show no further change."""
        self._forget()

    def button(
        self,
        label: str,
        act: Callable[[], Coroutine[Any, Any, None]],
        *,
        primary: bool = False,
        hint: str = "",
    ) -> Any:
        """Return a button that has work done and comes back at once."""
        button = w.Button(
            description=label, tooltip=hint or label, button_style="primary" if primary else ""
        )
        button.on_click(lambda _: self.start(act))
        self._buttons.append(button)
        return button

    def start(self, act: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Have work done; nothing is ever raised into the widgets' machinery."""
        try:
            self.part.start(act())
        except Exception as error:  # noqa: BLE001 -- ipywidgets would only log it
            self.part.fail(error)

    def _how_far(self) -> str:
        share = self.part.share
        bar = "" if share is None else f'<progress max="1" value="{share:.3f}"></progress>'
        text = esc(self.part.progress or f"{self.part.busy} …")
        return f'<div class="documine-progress" role="status">{bar}<span>{text}</span></div>'

    def _how_it_went(self) -> str:
        parts = []
        if self.part.note:
            parts.append(
                markup('<div class="documine-note" role="status">{it}</div>', it=self.part.note)
            )
        if self.part.problem:
            text, *more = [html.escape(line) for line in self.part.problem.lines()]
            lines = "".join(f'<br><span class="documine-dim">{line}</span>' for line in more)
            parts.append(f'<div class="documine-problem" role="alert"><b>{text}</b>{lines}</div>')
        return "".join(parts)


def _as_code(code: str) -> str:
    if not code:
        return ""
    lines = "\n".join(esc(line) for line in code.splitlines())
    return f'<div class="documine-code"><span>as code</span><pre>{lines}</pre></div>'
