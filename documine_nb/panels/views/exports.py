"""The step in which result packages are made and downloaded."""

from __future__ import annotations

from typing import Any

import ipywidgets as w

from documine_nb.panels.state.exports import Exports, Scope
from documine_nb.panels.views.fields import PagedTable, SavedFile
from documine_nb.panels.views.markup import markup
from documine_nb.panels.views.scope import ScopeField
from documine_nb.panels.views.view import View, form, text_field

__all__ = ["ExportsView"]

_EMPTY = "There are no result packages yet."


class ExportsView(View):
    """What to export, the packages there are, and where to download to."""

    part: Exports

    def build(self) -> list[Any]:
        """Return the widgets of the step."""
        self._heading = w.HTML()
        self._scope = ScopeField("Export", self.part.files, self._take_scope)
        self._originals = w.Checkbox(value=True, description="with the documents", indent=False)
        self._originals.observe(self._take_originals, names="value")
        export = self.button("Start the export", self.part.export, primary=True)
        self.table = PagedTable("packages", _EMPTY, lambda _: self.part.changed())
        self._target = text_field("Save in", "results/", width="280px")
        download = self.button("Download", lambda: self.part.download(self._target.value))
        reload = self.button("Refresh", self.part.load, hint="Read the list anew")
        return [
            self._heading,
            form(self._scope.widget, self._originals, export),
            self.table,
            form(self._target, download, reload),
        ]

    def below(self) -> list[Any]:
        """Return the link to what was downloaded."""
        self.saved = SavedFile()
        return [self.saved]

    def draw(self) -> None:
        """Bring the widgets in line with the state."""
        dossier = self.part.files.dossier
        name = dossier.name if dossier else "No dossier is open: choose one in Dossiers."
        self._heading.value = markup("<b>{name}</b>" if dossier else "{name}", name=name)
        self._scope.draw(self.part.scope)
        self.table.draw(self.part.table, _EMPTY)
        self.saved.draw(self.part.path)

    def _take_scope(self, scope: Scope) -> None:
        if scope != self.part.scope:
            self.part.scope = scope
            self.part.changed()

    def _take_originals(self, change: Any) -> None:
        self.part.originals = bool(change.new)
        self.part.changed()
