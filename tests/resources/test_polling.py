"""When a file is done."""

from __future__ import annotations

from documine_nb.models import FileStatus
from documine_nb.resources.polling import FileWatch


def status(state: str, **more: object) -> FileStatus:
    said = {"id": "f", "filename": "a.pdf", "processingStatus": state, **more}
    return FileStatus.from_json(said)


def looks(*seen: FileStatus) -> list[bool]:
    watch = FileWatch()
    return [watch.look([one]) for one in seen]


def test_a_counted_analysis_is_the_end() -> None:
    assert looks(status("PROCESSED", numberOfAnalyses=1)) == [True]


def test_processed_without_an_analysis_is_not() -> None:
    zero = status("PROCESSED", numberOfAnalyses=0)

    assert looks(zero, zero) == [False, False]


def test_without_a_count_two_looks_in_a_row_must_agree() -> None:
    seen = [status(name) for name in ("PROCESSED", "INDEXING", "PROCESSED", "PROCESSED")]

    assert looks(*seen) == [False, False, False, True]


def test_an_error_is_the_end() -> None:
    assert looks(status("ERROR")) == [True]


def test_an_unknown_state_means_that_work_goes_on() -> None:
    assert looks(status("QUARANTINED")) == [False]


def test_a_file_whose_extraction_is_off_is_not_waited_for() -> None:
    assert looks(status("UNPROCESSED", excluded=True)) == [True]


def test_no_files_are_done_at_once() -> None:
    assert FileWatch().look([])
