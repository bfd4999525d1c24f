"""The frame that every partition gives: the same columns and dtypes, whatever was loaded."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from documine_nb.errors import ConfigError
from documine_nb.models.component_table import ComponentTable

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["OTHERS", "Layout"]

OTHERS = "other components"
"""The last column of a frame whose schema was not given; component names have no blanks."""


@dataclass(frozen=True)
class Layout:
    """A wide or a long frame.

    Attributes
    ----------
    frame_kind : {"wide", "long"}
        Which one.
    schema : tuple of (str, dtype)
        The components of the wide frame with their dtypes.
    is_given : bool
        Whether the user gave the schema. Where not, a component that is not in it goes into the
        column of others.
    """

    frame_kind: str = "wide"
    schema: tuple[tuple[str, Any], ...] = ()
    is_given: bool = False

    def __post_init__(self) -> None:
        if self.frame_kind not in {"wide", "long"}:
            raise ConfigError(f"no frame {self.frame_kind!r}", cure="There are 'wide' and 'long'.")

    @property
    def needs_details(self) -> bool:
        """Whether the frame shows rules, descriptions and pages."""
        return self.frame_kind == "long"

    def meta(self) -> pd.DataFrame:
        """Return the frame without rows."""
        return self.frame(ComponentTable())

    def frame(self, table: ComponentTable) -> pd.DataFrame:
        """Return the frame of a table."""
        from documine_nb.frames import ComponentResult  # noqa: PLC0415 -- pandas

        schema = dict(self.schema)
        result = ComponentResult(table, order=list(schema))
        if self.frame_kind == "long":
            return result.long()
        wide = result.wide(schema=schema)
        if not self.is_given:
            wide[OTHERS] = _others(table, set(schema))
        return wide


def _others(table: ComponentTable, known: set[str]) -> Any:
    """Return, by file, the components that have no column, as JSON."""
    import pandas as pd  # noqa: PLC0415 -- slow to load

    from documine_nb.frames.wide import cells_of  # noqa: PLC0415 -- the same

    cells = cells_of(table, [name for name in table.names() if name not in known])
    found: list[dict[str, list[str]]] = [{} for _ in range(len(table))]
    for name, column in cells.items():
        for number, values in enumerate(column):
            if values:
                found[number][name] = list(values)
    texts = [json.dumps(one, ensure_ascii=False, sort_keys=True) if one else None for one in found]
    return pd.array(texts, dtype="string")
