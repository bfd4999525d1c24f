"""The choice between all files of the dossier and the chosen ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as w

from documine_nb.panels.state.exports import Scope
from documine_nb.panels.state.files import Files
from documine_nb.panels.state.table import counted

__all__ = ["ScopeField"]


class ScopeField:
    """A drop-down that says how many files are meant.

    Parameters
    ----------
    label : str
        What stands before it.
    files : Files
        Whose files.
    on_scope : callable
        Given the choice.
    """

    def __init__(self, label: str, files: Files, on_scope: Callable[[Scope], None]) -> None:
        self._files = files
        self.widget: Any = w.Dropdown(
            description=label,
            layout=w.Layout(width="230px"),
            style={"description_width": "initial"},
        )
        self.draw("all")
        self._on_scope = on_scope
        self.widget.observe(self._take, names="value")

    def _take(self, change: Any) -> None:
        if change.new:  # there is a moment without a choice while the numbers change
            self._on_scope(change.new)

    def draw(self, scope: Scope) -> None:
        """Bring the numbers in line with the files."""
        total = len(self._files.table)
        chosen = len(self._files.table.chosen)
        options = [
            (f"all {counted(total, 'file')}" if total else "all files", "all"),
            (counted(chosen, "chosen file"), "chosen"),
        ]
        if tuple(options) != tuple(self.widget.options):
            self.widget.options = options
        if self.widget.value != scope:
            self.widget.value = scope
