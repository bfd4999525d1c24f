"""Deaths by dose, study by study."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Patch
from matplotlib.ticker import FixedLocator, FuncFormatter, NullFormatter

from documine_nb.charts.canvas import axes_for, height_of, rows_that_fit
from documine_nb.charts.columns import find, labels_of, texts_of
from documine_nb.charts.intervals import number
from documine_nb.charts.kinds import legend_below
from documine_nb.charts.text import SMALL, describe, label_rows, no_data, summary
from documine_nb.charts.ticks import LogTicks

if TYPE_CHECKING:
    import pandas as pd

    from documine_nb.frames.doses import DoseGroup

__all__ = ["dose_mortality"]

_SHADES = LinearSegmentedColormap.from_list("mortality", ["#F1F1F1", "#E8A15E", "#8B1A1A"])
_DARK = 0.6  # a share from which white text is legible
_ITEM = "Test_Item"
_ROUTE = "Route"
_DOT_INCHES = 0.29  # of a row whose dots do not touch the next ones


@dataclass(frozen=True)
class _Study:
    row: int
    groups: tuple[DoseGroup, ...]
    controls: int = 0


def dose_mortality(
    df: pd.DataFrame,
    column: str = "Dose_Mortality",
    *,
    ax: Axes | None = None,
    unit: str | None = None,
) -> Axes:
    """Draw one row a study: at each dose a dot with deaths of animals, darker the more died.

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
    units = Counter(study.groups[0].unit for study in studies)
    chosen = unit or (units.most_common(1)[0][0] if units else "")
    mine = [each for each in studies if each.groups[0].unit == chosen]
    mine.sort(key=_most_toxic_first)
    shown = mine[: rows_that_fit(ax, row=_DOT_INCHES)]
    target = axes_for(ax, height=height_of(len(shown)) + 0.5)
    labels: list[str] = []
    if shown:
        names = _names(df)
        labels = label_rows(target, [names[study.row] for study in shown])
        _draw(target, shown, chosen)
        legend_below(target, _handles(), gap=46)
    else:
        no_data(target)
    controls = sum(study.controls for study in mine)
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
        f"groups at dose 0 not shown: {controls:,}" if controls else "",
        shown=len(shown),
    )
    describe(target, df, "Mortality by dose", note, labels)
    return target


def _studies(df: pd.DataFrame, column: str) -> tuple[list[_Study], int]:
    from documine_nb.frames.doses import read_dose_groups  # noqa: PLC0415 -- frames load pandas

    texts = texts_of(find(df, column))
    read = [(row, read_dose_groups(text)) for row, text in enumerate(texts) if text]
    studies = [
        _Study(row, drawn, sum(group.dose == 0 for group in groups))
        for row, groups in read
        if (drawn := _drawn(groups))
    ]
    return studies, sum(not text for text in texts)


def _drawn(groups: Sequence[DoseGroup]) -> tuple[DoseGroup, ...]:
    """Return the groups of a study that share an axis: treated ones, in its first unit."""
    treated = [group for group in groups if group.dose > 0]
    return tuple(group for group in treated if group.unit == treated[0].unit)


def _most_toxic_first(study: _Study) -> tuple[float, float]:
    deadly = [group.dose for group in study.groups if group.dead]
    return min(deadly, default=float("inf")), max(group.dose for group in study.groups)


def _names(df: pd.DataFrame) -> list[str]:
    """Return test items, with the route where the frame has it; files where no item is stated."""
    names = labels_of(df)
    if _ITEM in df.columns:
        items = texts_of(find(df, _ITEM))
        names = [item or name for item, name in zip(items, names, strict=True)]
    if _ROUTE in df.columns:
        routes = texts_of(find(df, _ROUTE))
        names = [", ".join(filter(None, pair)) for pair in zip(names, routes, strict=True)]
    return names


def _draw(ax: Axes, studies: list[_Study], unit: str) -> None:
    doses = sorted({group.dose for study in studies for group in study.groups})
    ax.set_xscale("log")
    for place, study in enumerate(studies):
        mine = sorted(study.groups, key=lambda group: group.dose)
        ax.plot([each.dose for each in mine], [place] * len(mine), color="#CCCCCC", lw=1, zorder=1)
        for group in mine:
            share = group.dead / group.animals
            color = _SHADES(share)
            ax.scatter(
                [group.dose],
                [place],
                s=330,
                color=color,
                edgecolor="#888888",
                lw=0.6,
                gid="dose",
                zorder=2,
            )
            ax.text(
                group.dose,
                place,
                f"{group.dead}/{group.animals}",
                ha="center",
                va="center",
                fontsize=SMALL - 2,
                color="white" if share > _DARK else "black",
            )
    _dress(ax, doses, unit)


def _dress(ax: Axes, doses: list[float], unit: str) -> None:
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
