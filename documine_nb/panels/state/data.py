"""Components as a DataFrame in a variable of the notebook, and charts of them."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from documine_nb.errors import ConfigError
from documine_nb.panels.state.desk import Desk
from documine_nb.panels.state.exports import Scope, chosen_files
from documine_nb.panels.state.files import Files
from documine_nb.panels.state.part import Part, action
from documine_nb.panels.state.table import Column, Table

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CHARTS", "Data", "png_of"]

CHARTS = {
    "ld50": "LD50 by study",
    "timeline": "Timeline",
    "category_counts": "Counts of categories",
    "distribution": "Distribution of numbers",
    "completeness": "Completeness",
}
"""Charts by the name of their function in ``dm.charts``."""

_DPI = 110
_LD50 = "Conclusion_LD50_mg_per_kg"
_PREVIEW = 10


class Data(Part):
    """Loading components and drawing charts.

    Attributes
    ----------
    variable : str
        The name the DataFrame gets in the notebook.
    scope : {"all", "chosen"}
        Of which files.
    frame : DataFrame or None
        What was loaded last.
    chart, column : str
        What to draw; an empty column is the chart's own choice.
    picture : bytes
        The chart that was drawn last, as PNG.
    table : Table of int
        The frame's rows, to look at.
    """

    title = "Data"

    def __init__(self, desk: Desk, files: Files) -> None:
        super().__init__()
        self.desk = desk
        self.files = files
        self.variable = "df"
        self.scope: Scope = "all"
        self.frame: pd.DataFrame | None = None
        self.loaded = ""
        self.chart = next(iter(CHARTS))
        self.column = ""
        self.picture = b""
        self.caption = ""
        self._source = ""
        self.table: Table[int] = Table([], key=str)

    @action("Loading components")
    async def load(self, variable: str | None = None) -> None:
        """Load the components into the variable."""
        import pandas as pd  # noqa: PLC0415 -- most panels are opened before it is needed

        self.variable = (variable or self.variable).strip()
        self.desk.check_variable(self.variable, pd.DataFrame)
        dossier = self.files.the_dossier()
        chosen = chosen_files(self.files, self.scope)
        result = await dossier.components.aio(chosen)
        frame = await asyncio.to_thread(result.wide)
        self.desk.namespace[self.variable] = self.frame = frame
        found = f"session.dossier({self.desk.reference(dossier)!r})"
        self._source = f"{found}.to_frame({_names(chosen)})"
        self.picture, self.column, self.caption = b"", "", ""
        self.table = _preview(frame)
        self.chart = _first_chart(frame)
        rows, columns = frame.shape
        self.loaded = f"{self.variable}: {rows:,} files, {columns:,} columns"
        missing = f" {len(result.missing):,} files have no results." if result.missing else ""
        self.note = f"{self.loaded}. It is in the variable {self.variable}.{missing}"

    @action("Drawing")
    async def draw(self) -> None:
        """Draw the chart."""
        if self.frame is None:
            raise ConfigError("nothing is loaded yet", cure="Load components first.")
        self.picture = await asyncio.to_thread(_drawn, self.frame, self.chart, self.column)
        of = f" of {self.column}" if self.column else ""
        self.caption = f"{CHARTS[self.chart]}{of}, {self.loaded}"

    def columns(self) -> list[str]:
        """Return the columns that the chart can show."""
        fits = _FITS.get(self.chart)
        if self.frame is None or fits is None:
            return []
        return [str(name) for name in self.frame.columns[1:] if fits(self.frame[name].dtype)]

    async def forget(self) -> None:
        """Show nothing: nobody is signed in. The notebook's variable stays."""
        self.frame, self.loaded, self.picture, self.caption = None, "", b"", ""
        self.table = Table([], key=str)
        self.note, self.problem = "", None
        self.changed()

    def code(self) -> str:
        """Return the lines of Python that do the same."""
        dossier = self.files.dossier
        name = self.desk.reference(dossier) if dossier else "..."
        source = self._source or f"session.dossier({name!r}).to_frame()"
        column = f", {self.column!r}" if self.column else ""
        return f"{self.variable} = {source}\ndm.charts.{self.chart}({self.variable}{column})"

    def summary(self) -> list[str]:
        """Return what was loaded."""
        return [self.loaded] if self.loaded else []


def png_of(ax: Any) -> bytes:
    """Return the picture that Axes belong to."""
    from documine_nb.charts.canvas import root_of  # noqa: PLC0415 -- loads matplotlib

    picture = io.BytesIO()
    root_of(ax).savefig(picture, format="png", dpi=_DPI, bbox_inches="tight")
    return picture.getvalue()


def _drawn(frame: pd.DataFrame, chart: str, column: str) -> bytes:
    from documine_nb import charts  # noqa: PLC0415 -- loads matplotlib

    draw = getattr(charts, chart)
    return png_of(draw(frame, column) if column else draw(frame))


def _first_chart(frame: pd.DataFrame) -> str:
    """Return a chart that the frame has the columns of."""
    return "ld50" if _LD50 in frame.columns else "completeness"


def _names(chosen: list[Any] | None) -> str:
    return "" if chosen is None else repr([file.name for file in chosen])


def _preview(frame: pd.DataFrame) -> Table[int]:
    def column(at: int, name: str) -> Column[int]:
        values, missing = frame.iloc[:, at], frame.iloc[:, at].isna()
        return Column(name, lambda row: None if missing.iloc[row] else _shown(values.iloc[row]))

    columns = [column(at, str(name)) for at, name in enumerate(frame.columns)]
    table: Table[int] = Table(columns, key=str, size=_PREVIEW)
    table.fill(range(len(frame)))
    return table


def _shown(value: Any) -> Any:
    import pandas as pd  # noqa: PLC0415 -- loaded already

    if isinstance(value, pd.Timestamp):
        return value.strftime("%Y-%m-%d")
    return value if isinstance(value, (bool, int, float, str)) else str(value)


def _is_measure(dtype: Any) -> bool:
    return str(dtype).startswith("quantity") or str(dtype) in {"Int64", "Float64"}


_FITS: dict[str, Callable[[Any], bool]] = {
    "ld50": _is_measure,
    "timeline": lambda dtype: str(dtype).startswith("datetime"),
    "category_counts": lambda dtype: str(dtype).startswith(("string", "str", "boolean")),
    "distribution": _is_measure,
}
