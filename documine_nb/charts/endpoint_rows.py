"""The frame of ``result.endpoints()`` as what charts draw, and the bounds of its categories."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from documine_nb.charts.columns import find, study_ids, texts_of
from documine_nb.charts.intervals import Measured
from documine_nb.errors import ConfigError, NotFoundError

if TYPE_CHECKING:
    import pandas as pd

    from documine_nb.frames.endpoints.categories import CategoryTable

__all__ = ["EndpointRow", "bounds_of", "endpoint_rows", "is_old"]

_TEXTS = ("test_item", "file name", "area", "endpoint", "unit", "species", "guideline",
          "guideline_status", "stated", "ghs", "clp", "epa")  # fmt: skip
_OLD = {"outdated", "deleted"}
_CURE = "This chart takes the frame of result.endpoints()."


@dataclass(frozen=True)
class EndpointRow:
    """One row: its texts (empty where missing), its value, its study, and if that was under GLP.

    Its category is provisional where a mean stands for the animals that the criteria count.
    """

    texts: dict[str, str]
    measured: Measured | None
    glp: bool | None
    study: object
    is_provisional: bool = False

    def __getitem__(self, column: str) -> str:
        return self.texts[column]

    @property
    def item(self) -> str:
        """The test item; its file where none is stated."""
        return self["test_item"] or self["file name"].removesuffix(".pdf")


def is_old(row: EndpointRow) -> bool:
    """Whether the guideline was cited in a version that is not the newest."""
    return row["guideline_status"] in _OLD


def endpoint_rows(df: pd.DataFrame) -> list[EndpointRow]:
    """Return all rows of the frame.

    Raises
    ------
    ConfigError
        It is another frame.
    """
    try:
        columns = {name: texts_of(find(df, name)) for name in _TEXTS}
        parts = [find(df, name) for name in ("low", "high", "qualifier", "glp")]
        notes = texts_of(find(df, "notes")) if "notes" in df.columns else [None] * len(df)
    except NotFoundError as wrong:
        raise ConfigError(f"{wrong.message}", cure=_CURE) from None
    studies = list(study_ids(df))
    return [
        EndpointRow(
            {name: texts[row] or "" for name, texts in columns.items()},
            _measured(row, *values[:3], unit=columns["unit"][row] or ""),
            None if _is_missing(values[3]) else bool(values[3]),
            studies[row],
            "provisional" in (notes[row] or ""),
        )
        for row, values in enumerate(zip(*parts, strict=True))
    ]


def _measured(row: int, low: Any, high: Any, qualifier: Any, *, unit: str) -> Measured | None:
    from documine_nb.frames.quantity import Quantity  # noqa: PLC0415 -- frames load pandas

    if any(map(_is_missing, (low, high, qualifier))):
        return None
    return Measured(row, Quantity(float(low), float(high), str(qualifier), unit))


def _is_missing(value: Any) -> bool:
    return value is None or str(value) in {"<NA>", "nan", "NaT"}


@cache
def _tables() -> tuple[CategoryTable, ...]:
    from documine_nb.frames.endpoints import read_tables  # noqa: PLC0415 -- frames load pandas

    return read_tables().categories


def bounds_of(
    endpoint: str, area: str, form: str = "", guidelines: Iterable[str] = ()
) -> list[tuple[float, str]]:
    """Return the bounds of the GHS categories of an endpoint, each with the category below it."""
    wanted = set(guidelines)
    for table in _tables():
        if (table.scheme, table.endpoint, table.area) != ("ghs", endpoint, area):
            continue
        if (table.form and table.form != form) or (
            table.guidelines and not wanted & set(table.guidelines)
        ):
            continue
        return [
            (each.high[0], each.names[0]) for each in table.classes if math.isfinite(each.high[0])
        ]
    return []
