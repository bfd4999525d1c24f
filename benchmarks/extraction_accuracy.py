"""Field accuracy of the extraction on the sample reports.

The rules were written with the visible layouts only: of the held-out ones, nothing but one line a
layout is printed, so that rules cannot be fitted to them. ``--differences`` lists what of the
visible reports was missed or wrongly found.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from documine_nb.server.extraction import Analysis
from documine_nb.server.samples import Sample

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from support.accuracy import (
    Accuracy,
    analyses,
    by_component,
    by_layout,
    readable,
    total,
)


def line(name: str, accuracy: Accuracy) -> str:
    """Return one line of a table."""
    counts = f"{accuracy.expected:5} {accuracy.found:5} {accuracy.correct:5}"
    return f"{name:48} {counts}   {accuracy.precision:.3f} {accuracy.recall:.3f}"


def differences(reports: list[Sample], found: Mapping[str, Analysis]) -> Iterator[str]:
    """Yield what of visible reports was missed (-) and wrongly found (+)."""
    for report in reports:
        for component in found[report.filename].components:
            stated = [" ".join(value.value.split()) for value in component.values]
            true = [" ".join(value.split()) for value in report.truth.get(component.name, ())]
            for mark, values, others in (("-", true, stated), ("+", stated, true)):
                for value in values:
                    if value not in others:
                        yield f"{component.name} | {report.filename}\n  {mark} {value}"


def main() -> None:
    """Print the tables."""
    reports = readable()
    visible = [report for report in reports if not report.held_out]
    held_out = [report for report in reports if report.held_out]
    if "--differences" in sys.argv:
        print("\n".join(sorted(differences(visible, asyncio.run(analyses(visible))))))
        return
    chosen = visible if "--visible" in sys.argv else reports
    found = asyncio.run(analyses(chosen))
    print(f"{'':48} {'true':>5} {'found':>5} {'right':>5}   precision recall")
    components = by_component(visible, found)
    for name, accuracy in components.items():
        print(line(name, accuracy))
    for name, accuracy in by_layout(visible, found).items():
        print(line(f"layout {name}", accuracy))
    print(line("all visible layouts", total(components)))
    if chosen is reports:
        layouts = by_layout(held_out, found)
        for name, accuracy in layouts.items():
            print(line(f"held out: layout {name}", accuracy))
        print(line("all held-out layouts", total(layouts)))


if __name__ == "__main__":
    main()
