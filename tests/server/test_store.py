"""What the store promises to analyses that run beside each other and beside changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from documine_nb.server.store import Arrival, DossierRecord, FileRecord, Store

DOSSIER = DossierRecord("d", "w", "t", "A", "u", ("u",), {}, created_at=1.0)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path / "store.sqlite3")
    made.dossiers.create(DOSSIER)
    yield made
    made.close()


def put(store: Store, blob: str = "one.pdf") -> FileRecord:
    arrival = Arrival("a.pdf", Path(blob), 10, digest=blob)
    (identity,), _ = store.files.put(
        "d", [(arrival, blob)], uploader="u", automatic=True, keep_overrides=False, now=2.0
    )
    return known(store, identity)


def known(store: Store, identity: str) -> FileRecord:
    file = store.files.by_id(identity)
    assert file is not None
    return file


def finish(store: Store, file: FileRecord, value: str) -> bool:
    return store.files.finish(
        file, workspace="w", pages=3, components=[{"name": value}], error=None, now=3.0
    )


def test_an_analysis_overtaken_by_a_change_is_dropped_and_stays_due(store: Store) -> None:
    before = put(store)
    store.files.set_attributes({before.id: {"OECD Number": "425"}}, 2.5)
    assert not finish(store, before, "old")
    assert store.files.due() == [before.id]
    assert store.components.found(before.id) is None
    assert finish(store, known(store, before.id), "new")
    assert store.components.found(before.id) == [{"name": "new"}]
    assert store.files.due() == []


def test_of_two_analyses_of_the_same_state_one_counts(store: Store) -> None:
    file = put(store)
    assert finish(store, file, "first")
    assert not finish(store, file, "second")
    assert known(store, file.id).analyses == 1


def test_new_content_is_charged_and_the_same_one_is_not(store: Store) -> None:
    for blob, pages in (("one.pdf", 3), ("one.pdf", 3), ("two.pdf", 6)):
        assert finish(store, put(store, blob), "x")
        assert store.usage.between("w", 0, 10).pages == pages


def test_replacing_tells_which_content_is_not_needed_any_more(store: Store) -> None:
    put(store, "one.pdf")
    arrival = Arrival("a.pdf", Path("two.pdf"), 10, digest="2")
    _, replaced = store.files.put(
        "d", [(arrival, "two.pdf")], uploader="u", automatic=True, keep_overrides=False, now=3.0
    )
    assert replaced == ["one.pdf"]
    assert store.blobs() == {"two.pdf"}
