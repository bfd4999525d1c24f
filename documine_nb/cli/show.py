"""How the command line shows things."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["section", "table", "telling"]

_WIDTH = 140
_ROWS = 12
_COLUMNS = 4


def section(title: str) -> None:
    """Print a heading."""
    print(f"\n{title}\n{'=' * min(len(title), _WIDTH)}", flush=True)


def table(frame: pd.DataFrame, *, rows: int = _ROWS) -> None:
    """Print a DataFrame so that it fits a terminal; its parts stand below each other."""
    import pandas as pd  # noqa: PLC0415 -- the other commands do without

    with pd.option_context(
        "display.max_rows",
        rows,
        "display.max_columns",
        None,
        "display.width",
        _WIDTH,
        "display.max_colwidth",
        32,
    ):
        print(frame)


def telling(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the few columns that fit a terminal: of each type the fullest, texts last."""
    fullest = sorted(frame.columns[1:], key=lambda name: -frame[name].notna().sum())
    filled = [name for name in fullest if frame[name].notna().any()]
    one_a_type = {str(frame[name].dtype): name for name in reversed(filled)}
    first = [name for kind, name in one_a_type.items() if kind != "string"]
    first.sort(key=filled.index)
    chosen = list(dict.fromkeys([*first, *filled]))[:_COLUMNS]
    ordered = [name for name in frame.columns if name in chosen]
    return frame[["file name", *ordered]].reset_index(drop=True)
