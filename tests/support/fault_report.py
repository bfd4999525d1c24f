"""A pytest plug-in: runs what covers a row on sign-in, and writes and prints what it measured."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from support.fault_rows import ROWS
from support.metrics import meets

REPORT = Path(__file__).parents[2] / "build" / "faults.json"
_WIDTHS = (4, 62, 34, 10, 10)


class Report:
    """What came of the tests, by row."""

    def __init__(self) -> None:
        self.passed: dict[str, int] = defaultdict(int)
        self.all: dict[str, int] = defaultdict(int)
        self.metrics: list[tuple[str, str, float, str]] = []
        self.rows: list[dict[str, Any]] = []

    def note(self, item: pytest.Item, report: pytest.TestReport) -> None:
        for row in _rows_of(item):
            self.all[row] += 1
            self.passed[row] += report.passed
        for name, value in report.user_properties:
            if name == "metric":
                self.metrics.append(tuple(value))  # type: ignore[arg-type]  # as it was recorded

    def finish(self) -> list[dict[str, Any]]:
        measured = defaultdict(list)
        for row, name, value, target in self.metrics:
            measured[row].append((name, value, target))
        for row in ROWS:
            total = self.all[row]
            cases = ("cases passed", float(self.passed[row]), f"= {max(total, 1)}")
            for name, value, target in [*measured[row], cases]:
                self.rows.append(
                    {
                        "id": row,
                        "what": ROWS[row],
                        "metric": name,
                        "value": value,
                        "target": target,
                        "ok": meets(value, target),
                    }
                )
        return self.rows


_report = Report()


def _rows_of(item: pytest.Item) -> set[str]:
    markers = [*item.iter_markers("fault"), *item.iter_markers("rule")]
    return {str(marker.args[0]) for marker in markers} & set(ROWS)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    others = [item for item in items if not _rows_of(item)]
    config.hook.pytest_deselected(items=others)
    items[:] = [item for item in items if _rows_of(item)]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    report: pytest.TestReport = yield
    if report.when == "call" or (report.when == "setup" and not report.passed):
        _report.note(item, report)
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    rows = _report.finish()
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(rows, indent=1) + "\n")
    if not all(row["ok"] for row in rows):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.section("faults")
    terminalreporter.line(_line("id", "what", "metric", "value", "target", "ok"))
    for row in _report.rows:
        value = f"{row['value']:g}"
        ok = "ok" if row["ok"] else "MISSED"
        terminalreporter.line(
            _line(row["id"], row["what"], row["metric"], value, row["target"], ok)
        )
    good = sum(row["ok"] for row in _report.rows)
    terminalreporter.line(f"{good} of {len(_report.rows)} as they should be; {REPORT}")


def _line(*cells: str) -> str:
    widths = (*_WIDTHS, 0)
    return " ".join(
        cell[: width or None].ljust(width) for cell, width in zip(cells, widths, strict=True)
    )
