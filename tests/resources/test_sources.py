"""Paths, patterns and folders become files; each is looked at before anything is sent."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest

from documine_nb.errors import InvalidRequestError, StorageError
from documine_nb.resources.sources import collect

PDF = b"%PDF-1.7\n"


def write(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(PDF)


def names(paths: object) -> list[str]:
    return [one.name for one in collect(paths)]  # type: ignore[arg-type]


def problem(name: str, content: bytes) -> str:
    (source,) = collect([(name, content)])
    return source.problem.message if source.problem else ""


def test_a_folder_stands_for_the_documents_directly_in_it(tmp_path: Path) -> None:
    write(tmp_path, "b.pdf", "a.PDF", "notes.txt", ".hidden.pdf", "deeper/c.pdf")

    assert names(tmp_path) == ["a.PDF", "b.pdf"]


def test_a_pattern_may_go_deeper(tmp_path: Path) -> None:
    write(tmp_path, "a.pdf", "deeper/c.pdf")

    assert names(str(tmp_path / "**" / "*.pdf")) == ["a.pdf", "c.pdf"]


def test_a_name_with_brackets_is_a_name_first(tmp_path: Path) -> None:
    write(tmp_path, "study [final].pdf")

    assert names(tmp_path / "study [final].pdf") == ["study [final].pdf"]


def test_lists_pairs_and_mappings_are_taken(tmp_path: Path) -> None:
    write(tmp_path, "a.pdf")

    assert names([tmp_path / "a.pdf", ("b.pdf", PDF)]) == ["a.pdf", "b.pdf"]
    assert names({"c.pdf": PDF}) == ["c.pdf"]
    assert names(("d.pdf", PDF)) == ["d.pdf"]


def test_bytes_without_a_name_are_refused() -> None:
    with pytest.raises(InvalidRequestError, match="no file name"):
        collect(PDF)  # type: ignore[arg-type]


def test_a_path_without_files_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"no file matches .*none.*Check the path"):
        collect(str(tmp_path / "none" / "*.pdf"))


def test_a_folder_without_documents_says_where_they_are(tmp_path: Path) -> None:
    write(tmp_path, "deeper/c.pdf")

    with pytest.raises(StorageError, match=r"holds no documents; for those in its folders give"):
        collect(tmp_path)


def test_a_missing_path_beside_a_good_one_is_its_own_outcome(tmp_path: Path) -> None:
    write(tmp_path, "a.pdf")

    good, missing = collect([tmp_path / "a.pdf", tmp_path / "b.pdf"])

    assert good.problem is None
    assert "does not exist" in str(missing.problem)


@pytest.mark.fault("B84")
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pdf", b"", "is empty (0 bytes)"),
        ("a.pdf", b"hello", "is not a PDF, whatever its name says"),
        ("a.txt", b"hello", "is of no type that the service takes"),
        ("a.zip", b"PK\x03\x04 and no end", "is not a whole ZIP archive"),
        ("../a.pdf", PDF, "is not a file name"),
        ("", PDF, "is not a file name"),
    ],
)
def test_what_cannot_succeed_is_not_sent(name: str, content: bytes, said: str) -> None:
    assert said in problem(name, content)


@pytest.mark.fault("B84")
def test_a_fifo_is_not_opened(tmp_path: Path) -> None:
    write(tmp_path, "a.pdf")
    os.mkfifo(tmp_path / "pipe.pdf")

    _, pipe = collect([tmp_path / "a.pdf", tmp_path / "pipe.pdf"])

    assert "is not a file" in str(pipe.problem)


def test_a_whole_zip_is_taken() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.pdf", PDF)

    assert problem("a.zip", buffer.getvalue()) == ""


def test_a_pdf_may_have_junk_before_its_mark() -> None:
    assert problem("a.pdf", b"\r\n junk " + PDF) == ""
