"""The step that shows the dossiers."""

from __future__ import annotations

from typing import Any

import ipywidgets as w

from documine_nb.panels.state.dossiers import Dossiers
from documine_nb.panels.views.fields import PagedTable
from documine_nb.panels.views.view import View, form, text_field

__all__ = ["DossiersView"]

_EMPTY = "There are no dossiers yet. Create one below."


class DossiersView(View):
    """The table of dossiers, and fields for a new one."""

    part: Dossiers

    def build(self) -> list[Any]:
        """Return the widgets of the step."""
        self.table = PagedTable("dossiers", _EMPTY, self._changed)
        self._name = text_field("New dossier", placeholder="its name", width="260px")
        self._template = w.Dropdown(
            description="of template",
            options=[],
            layout=w.Layout(width="240px"),
            style={"description_width": "initial"},
        )
        create = self.button("Create", self._create, primary=True)
        reload = self.button("Refresh", self.part.load, hint="Read the list anew")
        return [self.table, form(self._name, self._template, create, reload)]

    def draw(self) -> None:
        """Bring the widgets in line with the state."""
        if self.part.desk.session is None:
            empty = "Sign in to see the dossiers."
        else:
            empty = f"{self.part.busy} …" if self.part.busy else _EMPTY
        self.table.draw(self.part.table, empty)
        options = [(one.name, one.id) for one in self.part.templates]
        if tuple(options) != tuple(self._template.options):
            self._template.options = options
            # ipywidgets chooses none where there were no options before.
            self._template.value = options[0][1] if options else None

    def _create(self) -> Any:
        return self.part.create(self._name.value, self._template.value or "")

    def _changed(self, kind: str) -> None:
        if kind == "choose":
            self.start(self.part.open)
        else:
            self.part.changed()
