"""Deaths by dose, study by study."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import log
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Patch
from matplotlib.ticker import FixedLocator, FuncFormatter, NullFormatter

from documine_nb.charts.canvas import axes_for, height_of, rows_that_fit, width_inches
from documine_nb.charts.columns import by_name, find, labels_of, texts_of
from documine_nb.charts.interval_rows import WITHIN
from documine_nb.charts.intervals import number
from documine_nb.charts.kinds import ink_on, legend_below
from documine_nb.charts.text import (
    SMALL,
    describe,
    label_beside,
    label_rows,
    no_data,
    shorten,
    summary,
)
from documine_nb.charts.ticks import LogTicks

if TYPE_CHECKING:
    import pandas as pd

    from documine_nb.frames.doses import DoseGroup

__all__ = ["dose_mortality"]

_SHADES = LinearSegmentedColormap.from_list("mortality", ["#F1F1F1", "#E8A15E", "#8B1A1A"])
_ITEM = "Test_Item"
_ROUTE = "Route"
_DOT_INCHES = 0.29  # of a row whose dots do not touch the next ones
_DOT, _SMALL_DOT = 330, 70  # square points
_WITHIN_DOT = 27.0  # points of all letters in a dot
_LONGEST_ROUTE = 16


@dataclass(frozen=True)
class _Study:
    """What is drawn of a study, and how many of its groups are not."""

    row: int
    groups: tuple[DoseGroup, ...]
    controls: int
    unread: int

    @property
    def unit(self) -> str:
        return self.groups[0].unit


def dose_mortality(
    df: pd.DataFrame,
    column: str = "Dose_Mortality",
    *,
    ax: Axes | None = None,
    unit: str | None = None,
) -> Axes:
    """Draw one row a study: at each dose a dot with deaths of animals, darker the more died.

    Groups of one dose, such as males and females, are summed up. Where dots would stand on each
    other, their numbers stand at the right of the row.

    Parameters
    ----------
    df : DataFrame
        One row a study.
    column : str
        Texts such as ``"300 mg/kg bw: 0/6; 2000 mg/kg bw: 3/3"``.
    ax : Axes, optional
        Where to draw; by default on a figure of its own, as high as the rows need.
    unit : str, optional
        The unit of the doses to draw, which share one axis; by default the most frequent one.

    Returns
    -------
    Axes
        Studies without doses, or in another unit, are left out and counted; so are groups at dose
        0, which have no place on a logarithmic axis.

    Raises
    ------
    NotFoundError
        The frame has no such column.

    Examples
    --------
    >>> import pandas as pd
    >>> df = pd.DataFrame({"file name": ["a.pdf"], "Dose_Mortality": ["300 mg/kg: 0/6"]})
    >>> [text.get_text() for text in dose_mortality(df).texts][:1]
    ['0/6']
    """
    studies, missing = _studies(df, column)
    chosen = unit or _most_frequent([study.unit for study in studies])
    names = _names(df)
    mine = [study for study in studies if _is_unit(study.unit, chosen)]
    mine.sort(key=lambda study: (_most_toxic_first(study), by_name("".join(names[study.row]))))
    shown = mine[: rows_that_fit(ax, row=_DOT_INCHES)]
    target = axes_for(ax, height=height_of(len(shown)) + 0.5)
    labels: list[str] = []
    is_crowded = False
    if shown:
        items, routes = zip(*(names[study.row] for study in shown), strict=True)
        labels = label_rows(target, items, ends=routes)
        is_crowded = _draw(target, shown, chosen)
        legend_below(target, _handles(), gap=46)
    else:
        no_data(target)
    controls = sum(study.controls for study in mine)
    unread = sum(study.unread for study in mine)
    animals = sum(group.animals for study in mine for group in study.groups)
    note = summary(
        len(mine),
        f"studies, {animals:,} animals",
        {
            "missing": missing,
            "text": len(df) - missing - len(studies),
            "in another unit": len(studies) - len(mine),
        },
        "deaths of animals at each dose",
        "at the right: from the lowest dose" if is_crowded else "",
        f"groups at dose 0 not shown: {controls:,}" if controls else "",
        f"groups unread or in another unit: {unread:,}" if unread else "",
        shown=len(shown),
    )
    describe(target, df, "Mortality by dose", note, labels)
    return target


def _studies(df: pd.DataFrame, column: str) -> tuple[list[_Study], int]:
    texts = texts_of(find(df, column))
    read = [_study(row, text) for row, text in enumerate(texts) if text]
    return [each for each in read if each.groups], sum(not text for text in texts)


def _study(row: int, text: str) -> _Study:
    from documine_nb.frames.doses import read_dose_groups  # noqa: PLC0415 -- frames load pandas

    groups = read_dose_groups(text)
    treated = [group for group in groups if group.dose > 0]
    mine = [group for group in treated if _is_unit(group.unit, treated[0].unit)]
    controls = len(groups) - len(treated)
    stated = sum(bool(part.strip()) for part in text.split(";"))
    return _Study(row, _one_a_dose(mine), controls, stated - controls - len(mine))


def _one_a_dose(groups: Sequence[DoseGroup]) -> tuple[DoseGroup, ...]:
    """Return the groups from the lowest dose; those of one, such as both sexes, are summed up."""
    of_dose: dict[float, DoseGroup] = {}
    for group in sorted(groups, key=lambda group: group.dose):
        known = of_dose.get(group.dose)
        of_dose[group.dose] = (
            group
            if known is None
            else replace(known, dead=known.dead + group.dead, animals=known.animals + group.animals)
        )
    return tuple(of_dose.values())


def _is_unit(written: str, wanted: str) -> bool:
    from documine_nb.frames.units import same_unit  # noqa: PLC0415 -- frames load pandas

    return same_unit(written, wanted)


def _most_frequent(units: Sequence[str]) -> str:
    counts = Counter(units)
    return max(
        counts,
        key=lambda unit: (sum(_is_unit(each, unit) for each in units), counts[unit]),
        default="",
    )


def _most_toxic_first(study: _Study) -> tuple[float, float, float]:
    """Sort by the lowest deadly dose, by how many died of it, then by the highest dose."""
    deadly = [(group.dose, -group.dead / group.animals) for group in study.groups if group.dead]
    return *min(deadly, default=(float("inf"), 0.0)), study.groups[-1].dose


def _names(df: pd.DataFrame) -> list[tuple[str, str]]:
    """Return test items, or files where none is stated, each with what follows it: the route."""
    names = labels_of(df)
    if _ITEM in df.columns:
        items = texts_of(find(df, _ITEM))
        names = [item or name for item, name in zip(items, names, strict=True)]
    routes = texts_of(find(df, _ROUTE)) if _ROUTE in df.columns else [None] * len(df)
    ends = [f", {shorten(route, _LONGEST_ROUTE)}" if route else "" for route in routes]
    return list(zip(names, ends, strict=True))


def _draw(ax: Axes, studies: list[_Study], unit: str) -> bool:
    """Draw the dots with their numbers; True where these have no room, and stand beside them."""
    doses = sorted({group.dose for study in studies for group in study.groups})
    _dress(ax, doses, unit)
    is_crowded = _touch(ax, studies)
    for place, study in enumerate(studies):
        each = [group.dose for group in study.groups]
        ax.plot(each, [place] * len(each), color="#CCCCCC", lw=1, zorder=1)
        for group in study.groups:
            _dot(ax, place, group, is_small=is_crowded)
        if is_crowded:
            label_beside(ax, place, shorten(", ".join(map(_deaths, study.groups))))
    return is_crowded


def _touch(ax: Axes, studies: Sequence[_Study]) -> bool:
    """Whether dots of one study would stand on each other."""
    low, high = ax.get_xlim()
    points = 72 * WITHIN * width_inches(ax) / log(high / low)
    return any(
        points * log(right.dose / left.dose) < _DOT**0.5
        for study in studies
        for left, right in pairwise(study.groups)
    )


def _dot(ax: Axes, place: int, group: DoseGroup, *, is_small: bool) -> None:
    color = _SHADES(group.dead / group.animals)
    look: dict[str, Any] = {"color": color, "edgecolor": "#888888", "lw": 0.6, "zorder": 2}
    ax.scatter([group.dose], [place], s=_SMALL_DOT if is_small else _DOT, gid="dose", **look)
    if is_small:
        return
    text = _deaths(group)
    size = min(SMALL - 2, _WITHIN_DOT / len(text))
    ax.text(group.dose, place, text, ha="center", va="center", fontsize=size, color=ink_on(color))


def _deaths(group: DoseGroup) -> str:
    return f"{group.dead}/{group.animals}"


def _dress(ax: Axes, doses: list[float], unit: str) -> None:
    ax.set_xscale("log")
    ax.set_xlim(doses[0] / 1.6, doses[-1] * 1.6)
    ax.xaxis.set_major_locator(LogTicks(doses))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    ax.xaxis.set_minor_formatter(NullFormatter())
    ax.xaxis.set_minor_locator(FixedLocator([]))
    ax.set_xlabel(
        f"dose ({unit}), logarithmic" if unit else "dose, logarithmic", fontsize=SMALL + 0.5
    )
    ax.tick_params(axis="x", labelsize=SMALL)
    ax.spines[["top", "right", "left"]].set_visible(False)


def _handles() -> list[Patch]:
    shares = {"none died": 0.0, "half": 0.5, "all": 1.0}
    return [
        Patch(facecolor=_SHADES(share), edgecolor="#888888", lw=0.6, label=name)
        for name, share in shares.items()
    ]
