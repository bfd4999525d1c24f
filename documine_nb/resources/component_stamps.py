"""What the service says of files as far as their components depend on it, as rows of numbers."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter
from typing import Any

import numpy as np

from documine_nb.models import FileStatus

__all__ = ["stamps_of"]

_TIMES = ("last_processed", "last_updated", "last_uploaded")
_NUMBERS = ("number_of_analyses", "analysis_version", "rules_version", "dictionary_version")


def stamps_of(statuses: Iterable[FileStatus]) -> Any:
    """Return one row a file: equal rows mean that its components have not changed.

    Examples
    --------
    >>> file = {"id": "f1", "filename": "a.pdf", "processingStatus": "PROCESSED"}
    >>> changed = file | {"lastUpdated": "2026-01-01T00:00:00.001Z"}
    >>> before, after = stamps_of(map(FileStatus.from_json, (file, changed)))
    >>> (before == after).all()
    np.False_
    """
    files = list(statuses)
    stamps = np.empty((len(_TIMES) + len(_NUMBERS), len(files)))
    for at, name in enumerate(_TIMES):
        times = map(attrgetter(name), files)
        stamps[at] = [time and time.timestamp() for time in times]  # None is NaN
    for at, name in enumerate(_NUMBERS, len(_TIMES)):
        numbers = list(map(attrgetter(name), files))
        try:
            stamps[at] = numbers
        except OverflowError:  # no service counts so far
            stamps[at] = [number and hash(number) for number in numbers]
    # As whole numbers, of which NaN is the same as NaN.
    return np.ascontiguousarray(stamps.T).view(np.int64)
