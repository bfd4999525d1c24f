"""From a DocuMine workspace to a chart in three lines, in any notebook.

>>> import documine_nb as dm
>>> session = dm.demo(samples=False, quiet=True)  # or dm.connect("https://...", workspace=...)
>>> session.close()

Everything is loaded at its first use: importing the package itself costs next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from documine_nb import charts, errors
    from documine_nb.connecting import connect
    from documine_nb.demonstration import demo, sample_reports
    from documine_nb.frames import combine, compare, read_package, read_snapshot, score
    from documine_nb.magics import load_ipython_extension
    from documine_nb.nested import allow_nested_loops
    from documine_nb.panels import panel
    from documine_nb.session import Session

__all__ = [
    "Session",
    "__version__",
    "allow_nested_loops",
    "charts",
    "combine",
    "compare",
    "connect",
    "demo",
    "errors",
    "load_ipython_extension",
    "panel",
    "read_package",
    "read_snapshot",
    "sample_reports",
    "score",
]

__version__ = "0.1.0"

_HOMES = {
    "Session": "session",
    "allow_nested_loops": "nested",
    "combine": "frames",
    "compare": "frames",
    "connect": "connecting",
    "demo": "demonstration",
    "load_ipython_extension": "magics",
    "panel": "panels",
    "read_package": "frames",
    "read_snapshot": "frames",
    "sample_reports": "demonstration",
    "score": "frames",
}
_ROOMS = ("charts", "errors")


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return importlib.import_module(f"documine_nb.{name}")
    if name in _HOMES:
        value = getattr(importlib.import_module(f"documine_nb.{_HOMES[name]}"), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'documine_nb' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
