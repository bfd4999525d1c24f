"""Frames of answers at hand, by our builder."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from documine_nb.frames import ComponentResult
from documine_nb.models.component_table import ComponentTable
from documine_nb.resources.component_answers import add_answer
from documine_nb.transport.answer import Answer

__all__ = ["built", "frame_of"]


def built(bodies: Iterable[bytes], frame: str) -> pd.DataFrame:
    """Return the frame of one answer a file."""
    table = ComponentTable()
    for body in bodies:
        add_answer(table, Answer(200, {}, body))
    return frame_of(ComponentResult(table), frame)


def frame_of(result: ComponentResult, frame: str) -> pd.DataFrame:
    """Return the frame of a result that is named."""
    return result.wide() if frame == "wide" else result.long()
