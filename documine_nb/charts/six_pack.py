"""The six-pack: test items against oral, dermal, inhalation, skin, eye and sensitisation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from documine_nb.charts.canvas import MAX_ROWS, axes_for, free_inches, grows, width_inches
from documine_nb.charts.columns import by_name, find, order_of
from documine_nb.charts.endpoint_rows import EndpointRow, endpoint_rows, is_old
from documine_nb.charts.kinds import ink_on
from documine_nb.charts.text import (
    CHARACTER_INCHES,
    SMALL,
    breadth,
    describe,
    label_columns,
    label_rows,
    no_data,
    plain,
    shorten,
    summary,
)
from documine_nb.errors import ConfigError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["AREAS", "six_pack"]

AREAS = ("oral", "dermal", "inhalation", "skin", "eye", "sensitisation")
_COLUMNS = ("stated", "ghs", "clp", "epa")
_RANK = "(?P<number>[1-5]|IV|I{1,3})"
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}
_NOT_CLASSIFIED = 9
_UNKNOWN = 10
_SHADES = {  # from severe to harmless
    1: "#8B1A1A",
    2: "#C65D3B",
    3: "#E8A15E",
    4: "#F4D38B",
    5: "#F7EBC8",
    _NOT_CLASSIFIED: "#DCEBDD",
    _UNKNOWN: "#EDEDED",
}
_MANY = 15  # rows, from which the columns are named above them, too
_ROW_INCHES = 0.46
_TIGHTEST_ROW_INCHES = 0.46
_NAMES_INCHES = 0.25  # of the columns
_WITHIN = 0.93  # of a cell's width and of the Axes'
_LETTER = 0.68  # of a bold letter's size, how wide it is; those below a category are not bold
_THIN_LETTER = 0.52
_LARGEST, _LEAST = SMALL + 1.5, 4.5  # points of a category


@dataclass(frozen=True)
class _Cell:
    """What the studies of one test item say of one area: the most severe, and how it was found."""

    category: str
    below: str
    by_value: bool
    is_provisional: bool

    @property
    def severity(self) -> int:
        return severity(self.category)


def severity(category: str) -> int:
    """Return a category's rank, 1 for the most severe.

    Examples
    --------
    >>> severity("Category 1B"), severity("Category III"), severity("Not classified")
    (1, 3, 9)
    >>> severity("Category 5 or not classified"), severity("see text")
    (5, 10)
    """
    from documine_nb.frames.endpoints.stated import (  # noqa: PLC0415 -- frames load pandas
        BEFORE_NUMBER,
        NOT_CLASSIFIED,
    )

    if found := re.search(BEFORE_NUMBER + _RANK, category, re.IGNORECASE):
        number = found["number"].upper()
        return _ROMAN.get(number) or int(number)
    return _NOT_CLASSIFIED if NOT_CLASSIFIED.search(category) else _UNKNOWN


def six_pack(df: pd.DataFrame, column: str = "stated", *, ax: Axes | None = None) -> Axes:
    """Draw a matrix of test items against the six acute endpoints, each cell its category.

    Below the category stands the guideline; † says that it was not cited in its newest version,
    "no GLP" that the study was not under GLP. Of several studies the most severe is shown. A * says
    that it is provisional: the criteria count animals, and there is only a mean over all of them.

    Parameters
    ----------
    df : DataFrame
        The frame of ``result.endpoints()``.
    column : {"stated", "ghs", "clp", "epa"}, default "stated"
        Whose category: the report's own, or the one that the value gives. Where a report states
        none, the GHS category of its value stands in brackets.
    ax : Axes, optional
        Where to draw; by default on a figure of its own, as high as the rows need.

    Returns
    -------
    Axes
        One row a test item, in alphabetical order, of a categorical column in its own. Empty cells
        have no study.

    Raises
    ------
    ConfigError
        There is no such column, the frame is another one, or it has more test items than can be
        told apart.

    Examples
    --------
    >>> from documine_nb.frames import ComponentResult
    >>> from documine_nb.models import FileComponents
    >>> values = {"Test_Guidelines_1": "Nº 404: Irritation", "Test_Item": "A",
    ...           "GHS_Classification": "Category 2", "GLP_Study": "No"}
    >>> file = {"fileId": "f1", "filename": "a.pdf", "components": values}
    >>> ax = six_pack(ComponentResult([FileComponents.from_json(file)]).endpoints())
    >>> [text.get_text() for text in ax.texts][:2]
    ['2', '404 · no GLP']
    """
    if column not in _COLUMNS:
        known = ", ".join(map(repr, _COLUMNS))
        raise ConfigError(f"no categories {column!r}", cure=f"Known: {known}.")
    rows = [row for row in endpoint_rows(df) if row["area"] in AREAS]
    items = sorted({row.item for row in rows}, key=by_name)
    order = order_of(find(df, "test_item"))
    items.sort(key=lambda item: order.index(item) if item in order else len(order))
    most = _rows_that_fit(ax)
    target = axes_for(ax, width=9.2, height=1.7 + _ROW_INCHES * max(3, min(len(items), most)))
    if not items:
        no_data(target)
        describe(target, df, "Acute toxicity six-pack", summary(0, "test items", {}))
        return target
    shown = items[:most]
    labels = label_rows(target, shown, _ROW_INCHES)
    beside = max(map(breadth, labels)) * CHARACTER_INCHES
    cell = _WITHIN * max(width_inches(target) - beside, 1) / len(AREAS)
    counts = _draw(target, rows, shown, column, cell)
    _dress(target, len(shown), cell)
    note = summary(
        len(items),
        "test items",
        {"endpoints of no area": len(df) - len(rows)},
        f"categories: {'as the reports state' if column == 'stated' else column.upper()}",
        "in brackets: by value" if counts["by value"] else "",
        "* by a mean over all animals: provisional" if counts["by mean"] else "",
        f"? no category ({counts['unknown']})" if counts["unknown"] else "",
        f"† guideline not in its newest version ({counts['old']})" if counts["old"] else "",
        shown=len(shown),
    )
    describe(target, df, "Acute toxicity six-pack", note, labels)
    return target


def _rows_that_fit(ax: Axes | None) -> int:
    if ax is None or grows(ax):
        return MAX_ROWS
    return max(3, int(free_inches(ax, below=_NAMES_INCHES) / _TIGHTEST_ROW_INCHES))


def _draw(
    ax: Axes, rows: Sequence[EndpointRow], items: Sequence[str], column: str, inches: float
) -> dict[str, int]:
    counts = {"old": 0, "by value": 0, "by mean": 0, "unknown": 0}
    for place, item in enumerate(items):
        for across, area in enumerate(AREAS):
            mine = [row for row in rows if row.item == item and row["area"] == area]
            if not mine:
                continue
            cell = _cell(mine, column)
            counts["old"] += "†" in cell.below
            counts["by value"] += cell.by_value
            counts["by mean"] += cell.is_provisional
            counts["unknown"] += not cell.category
            _draw_cell(ax, across, place, cell, inches)
    return counts


def _cell(rows: Sequence[EndpointRow], column: str) -> _Cell:
    found = [(*_category(row, column), row.is_provisional) for row in rows]
    # Of two equally severe, the sub-category says more.
    category, by_value, provisional = min(
        found, key=lambda each: (severity(each[0]), -len(each[0]), each[2])
    )
    guidelines = dict.fromkeys(
        f"{row['guideline']}{' †' if is_old(row) else ''}" for row in rows if row["guideline"]
    )
    studies = len({row.study for row in rows})
    marks = [", ".join(guidelines)]
    marks += [f"{studies} studies"] if studies > 1 else []
    marks += ["no GLP"] if any(row.glp is False for row in rows) else []
    by_mean = provisional and bool(category) and (by_value or column != "stated")
    return _Cell(category, " · ".join(filter(None, marks)), by_value, by_mean)


def _category(row: EndpointRow, column: str) -> tuple[str, bool]:
    if row[column]:
        return row[column], False
    if column == "stated" and row["ghs"]:
        return row["ghs"], True
    return "", False


def _draw_cell(ax: Axes, across: int, down: int, cell: _Cell, inches: float) -> None:
    fill = _SHADES[cell.severity]
    box = Rectangle((across - 0.48, down - 0.45), 0.96, 0.9, facecolor=fill, lw=0, gid="cell")
    ax.add_patch(box)
    text = _short(cell.category) + ("*" if cell.is_provisional else "")
    text = f"({text})" if cell.by_value else text
    size = max(_LEAST, min(_LARGEST, 72 * inches / (_LETTER * len(text))))
    look: dict[str, Any] = {"ha": "center", "va": "center", "color": ink_on(fill)}
    below = _below(cell.below, max(8, int(72 * inches / (_THIN_LETTER * (SMALL - 2)))))
    up = 0.08 * len(below)
    ax.text(across, down - 0.04 - up, plain(text), fontsize=size, fontweight="bold", **look)
    ax.text(across, down + 0.21, "\n".join(map(plain, below)), fontsize=SMALL - 2, **look)


def _below(marks: str, letters: int) -> list[str]:
    """Return what stands below a category, on two lines where one has not the room."""
    if len(marks) <= letters:
        return [marks]
    cited, _, rest = marks.partition(" · ")
    return [shorten(cited, letters), shorten(rest, letters)]


def _short(category: str) -> str:
    """Return a category as a cell has room for it.

    Examples
    --------
    >>> _short("Category 4, 5 or not classified"), _short("Not classified"), _short("")
    ('4, 5 or n.c.', 'not class.', '?')
    >>> _short("Toxicity class IV of the former regulation")
    'Toxicity…gulation'
    """
    if not category:
        return "?"
    if category.lower() == "not classified":
        return "not class."
    text = re.sub(r"\b(?:category|kategorie)\s*", "", category, flags=re.IGNORECASE)
    return shorten(re.sub(r"not classified", "n.c.", text, flags=re.IGNORECASE), 18)


def _dress(ax: Axes, rows: int, inches: float) -> None:
    ax.set_xlim(-0.55, len(AREAS) - 0.45)
    ax.set_ylim(rows - 0.4, -0.6)
    turned: dict[str, Any] = {"rotation": 30, "ha": "right", "rotation_mode": "anchor"}
    is_narrow = inches < CHARACTER_INCHES * max(map(len, AREAS))
    label_columns(ax, AREAS, fontsize=SMALL + 0.5, **turned if is_narrow else {})
    ax.tick_params(axis="both", length=0, labeltop=rows > _MANY and not is_narrow)
    ax.spines[:].set_visible(False)
