"""Frames of answers at hand, by our builder."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from documine_nb.frames import ComponentResult
from documine_nb.models.component_table import ComponentTable
from documine_nb.models.component_wire import decode_file

__all__ = ["built", "frame_of"]


def built(bodies: Iterable[bytes], frame: str) -> pd.DataFrame:
    """Return the frame of one answer a file."""
    table = ComponentTable()
    for body in bodies:
        file = decode_file(body)
        assert file is not None  # the stub sends what is expected
        table.add(file)
    return frame_of(ComponentResult(table), frame)


def frame_of(result: ComponentResult, frame: str) -> pd.DataFrame:
    """Return the frame of a result that is named."""
    return result.wide() if frame == "wide" else result.long()
