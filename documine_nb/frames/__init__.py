"""Components as DataFrames: wide, long, typed, and with a report on their quality.

Importing this package loads pandas, and registers the dtype ``quantity[unit]`` with it.
"""

from documine_nb.frames.combined import combine
from documine_nb.frames.comparison import Comparison, compare
from documine_nb.frames.quality import DoubleFile, MissingFile, QualityReport
from documine_nb.frames.quantity import Quantity
from documine_nb.frames.quantity_accessor import QuantityAccessor
from documine_nb.frames.quantity_array import QuantityArray, QuantityDtype
from documine_nb.frames.read import read_package
from documine_nb.frames.result import ComponentResult
from documine_nb.frames.scoring import score
from documine_nb.frames.snapshot import read_snapshot

__all__ = [
    "Comparison",
    "ComponentResult",
    "DoubleFile",
    "MissingFile",
    "QualityReport",
    "Quantity",
    "QuantityAccessor",
    "QuantityArray",
    "QuantityDtype",
    "combine",
    "compare",
    "read_package",
    "read_snapshot",
    "score",
]
