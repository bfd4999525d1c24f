"""The step that shows the files of a dossier."""

from __future__ import annotations

from typing import Any

import ipywidgets as w

from documine_nb.panels.state.files import Files
from documine_nb.panels.views.fields import PagedTable
from documine_nb.panels.views.markup import markup
from documine_nb.panels.views.view import View, form, text_field

__all__ = ["FilesView"]

_NONE_OPEN = "No dossier is open: choose one in Dossiers."
_EMPTY = "This dossier has no files yet. Upload some below."


class FilesView(View):
    """The table of files, and a field for what to upload."""

    part: Files

    def build(self) -> list[Any]:
        """Return the widgets of the step."""
        self._heading = w.HTML()
        self.table = PagedTable("files", _NONE_OPEN, lambda _: self.part.changed())
        self._path = text_field(
            "Upload", placeholder="reports/*.pdf, a folder, or a file", width="370px"
        )
        self._existing = w.Dropdown(
            description="same name",
            options=[("skip", "skip"), ("replace", "replace")],
            layout=w.Layout(width="160px"),
            style={"description_width": "initial"},
        )
        upload = self.button("Upload", self._upload, primary=True)
        reload = self.button("Refresh", self.part.load, hint="Read the list anew")
        return [self._heading, self.table, form(self._path, self._existing, upload, reload)]

    def draw(self) -> None:
        """Bring the widgets in line with the state."""
        dossier = self.part.dossier
        name = dossier.name if dossier else ""
        self._heading.value = markup("<b>{name}</b>", name=name) if name else ""
        self._heading.layout.display = "block" if name else "none"
        empty = f"{self.part.busy} …" if self.part.busy else _EMPTY
        self.table.draw(self.part.table, empty if dossier else _NONE_OPEN)

    def _upload(self) -> Any:
        return self.part.upload(self._path.value, self._existing.value or "skip")
