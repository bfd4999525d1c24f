"""The step in which components become a DataFrame and a chart."""

from __future__ import annotations

from typing import Any

import ipywidgets as w

from documine_nb.panels.state.data import CHARTS, Data
from documine_nb.panels.state.exports import Scope
from documine_nb.panels.views.fields import PagedTable
from documine_nb.panels.views.markup import markup, picture
from documine_nb.panels.views.scope import ScopeField
from documine_nb.panels.views.view import View, form, text_field

__all__ = ["DataView"]

_USUAL = ("the usual column", "")


class DataView(View):
    """What to load into which variable, what to draw, and the first rows."""

    part: Data

    def build(self) -> list[Any]:
        """Return the widgets of the step."""
        self._heading = w.HTML()
        self._scope = ScopeField("Components of", self.part.files, self._take_scope)
        self._variable = text_field("into the variable", self.part.variable, width="210px")
        load = self.button("Load", self._load, primary=True)
        self._chart = w.Dropdown(
            description="Chart",
            options=[(title, name) for name, title in CHARTS.items()],
            layout=w.Layout(width="230px"),
            style={"description_width": "initial"},
        )
        self._column = w.Dropdown(
            description="of",
            options=[_USUAL],
            layout=w.Layout(width="330px"),
            style={"description_width": "initial"},
        )
        self._chart.observe(self._take_chart, names="value")
        self._column.observe(self._take_column, names="value")
        self._draw = form(self._chart, self._column, self.button("Draw", self.part.draw))
        return [self._heading, form(self._scope.widget, self._variable, load), self._draw]

    def below(self) -> list[Any]:
        """Return the chart and the first rows."""
        self._picture = w.HTML()
        self._picture.add_class("documine-chart")
        self.table = PagedTable("rows", "", lambda _: self.part.changed(), is_choosable=False)
        return [self._picture, self.table]

    def draw(self) -> None:
        """Bring the widgets in line with the state."""
        part = self.part
        dossier = part.files.dossier
        name = dossier.name if dossier else "No dossier is open: choose one in Dossiers."
        self._heading.value = markup("<b>{name}</b>" if dossier else "{name}", name=name)
        self._scope.draw(part.scope)
        is_loaded = part.frame is not None
        self._draw.layout.display = "flex" if is_loaded else "none"
        self.table.layout.display = "block" if is_loaded else "none"
        self.table.draw(part.table, "The DataFrame has no rows.")
        if self._chart.value != part.chart:
            self._chart.value = part.chart
        options = [_USUAL, *((name, name) for name in part.columns())]
        if tuple(options) != tuple(self._column.options):
            self._column.options = options
        if self._column.value != part.column:
            self._column.value = part.column
        shown = picture(part.picture, part.caption)
        if shown != self._picture.value:
            self._picture.value = shown

    def _load(self) -> Any:
        return self.part.load(self._variable.value)

    def _take_scope(self, scope: Scope) -> None:
        if scope != self.part.scope:
            self.part.scope = scope
            self.part.changed()

    def _take_chart(self, change: Any) -> None:
        if change.new != self.part.chart:
            self.part.chart, self.part.column = change.new, ""
            self.part.changed()

    def _take_column(self, change: Any) -> None:
        if (change.new or "") != self.part.column:
            self.part.column = change.new or ""
            self.part.changed()
