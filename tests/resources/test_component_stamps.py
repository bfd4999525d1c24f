"""Stamps of files: whatever their components depend on changes them, and nothing else does."""

from __future__ import annotations

from typing import Any

import pytest

from documine_nb.models import FileStatus
from documine_nb.resources.component_stamps import stamps_of

FILE = {
    "id": "f1",
    "filename": "a.pdf",
    "processingStatus": "PROCESSED",
    "lastProcessed": "2026-01-01T00:00:00Z",
    "lastUpdated": "2026-01-01T00:00:00.5Z",
    "lastUploaded": "2026-01-01T00:00:00Z",
    "numberOfAnalyses": 1,
    "analysisVersion": 2,
    "rulesVersion": 3,
}


def is_same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    first, second = stamps_of([FileStatus.from_json(one), FileStatus.from_json(other)])
    return bool((first == second).all())


@pytest.mark.parametrize(
    "change",
    [
        {"lastProcessed": "2026-01-01T00:00:00.001Z"},
        {"lastUpdated": "2026-01-01T00:00:00.500001Z"},
        {"lastUpdated": None},
        {"lastUploaded": "2025-12-31T23:59:59Z"},
        {"numberOfAnalyses": 2},
        {"numberOfAnalyses": None},
        {"analysisVersion": 3},
        {"rulesVersion": 0},
        {"dictionaryVersion": 0},
        {"dictionaryVersion": 10**400},
    ],
)
def test_what_components_depend_on_changes_the_stamp(change: dict[str, Any]) -> None:
    assert not is_same(FILE, FILE | change)


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"lastProcessed": "2026-01-01T01:00:00+01:00"},
        {"workflowStatus": "APPROVED"},
        {"filename": "b.pdf"},
    ],
)
def test_nothing_else_does(change: dict[str, Any]) -> None:
    assert is_same(FILE, FILE | change)


def test_what_nobody_said_is_the_same_the_next_time() -> None:
    bare = {name: FILE[name] for name in ("id", "filename", "processingStatus")}

    assert is_same(bare, bare)


def test_without_files_there_are_no_stamps() -> None:
    assert len(stamps_of([])) == 0
