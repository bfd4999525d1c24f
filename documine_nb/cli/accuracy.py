"""Field accuracy of the samples: measured and printed, never assumed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from documine_nb.cli.show import table

if TYPE_CHECKING:
    import pandas as pd

    from documine_nb.frames import ComponentResult
    from documine_nb.server.samples import Sample

__all__ = ["measure", "show"]

_COUNTS = ["expected", "found", "correct"]


def show(template: str, result: ComponentResult, samples: Sequence[Sample], out: Path) -> None:
    """Print the table of a template's components, layouts set aside apart, and keep it as CSV."""
    print(f"\n{template}")
    groups = {
        "layouts seen while the rules were written": [one for one in samples if not one.held_out],
        "layouts set aside (held out)": [one for one in samples if one.held_out],
    }
    for title, group in groups.items():
        if not group:
            continue
        frame = measure(result, group)
        print(f"\n{title}: {len(group)} reports")
        table(frame, rows=len(frame))
        part = "held-out" if group[0].held_out else "visible"
        name = template.lower().replace(" ", "-")
        frame.to_csv(out / f"accuracy-{name}-{part}.csv", index=False)


def measure(result: ComponentResult, samples: Sequence[Sample]) -> pd.DataFrame:
    """Return precision and recall by component, with a last row for all of them."""
    import pandas as pd  # noqa: PLC0415 -- the other commands do without

    import documine_nb as dm  # noqa: PLC0415 -- the same

    truth: Mapping[str, Mapping[str, Sequence[str]]] = {one.filename: one.truth for one in samples}
    frame = dm.score(result, truth)
    frame = frame[(frame["expected"] > 0) | (frame["found"] > 0)]
    counts = frame[_COUNTS].sum()
    total = pd.DataFrame([{"component": "all", **counts}]).astype(
        frame[["component", *_COUNTS]].dtypes
    )
    for name, of in (("precision", "found"), ("recall", "expected")):
        total[name] = total["correct"].astype("Float64") / total[of]
    return pd.concat([frame, total], ignore_index=True).round(3)
