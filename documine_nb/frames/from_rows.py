"""A frame from rows, with the dtypes it has even when there are none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

__all__ = ["frame_from_rows"]

_array: Any = pd.array  # the stubs know dtypes only as literals


def frame_from_rows(dtypes: Mapping[str, str], rows: Iterable[tuple[Any, ...]]) -> pd.DataFrame:
    """Return a frame whose columns have the dtypes given; None is NA."""
    columns: list[tuple[Any, ...]] = list(zip(*rows, strict=True)) or [()] * len(dtypes)
    return pd.DataFrame(
        {
            name: _array(list(values), dtype=dtype)
            for (name, dtype), values in zip(dtypes.items(), columns, strict=True)
        }
    )
