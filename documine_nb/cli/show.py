"""How the command line shows things."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["section", "table"]

_WIDTH = 100
_ROWS = 12


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
