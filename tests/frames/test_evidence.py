"""Evidence: where a value comes from, and the page with its lines marked."""

from __future__ import annotations

import builtins
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from support.components import answer, files

from documine_nb.errors import (
    AmbiguousNameError,
    IntegrityError,
    MissingExtraError,
    NotFoundError,
    StorageError,
)
from documine_nb.frames import ComponentResult, read_package
from documine_nb.frames.pages import writings
from documine_nb.models import FileComponents

NAME = "Prüfbericht 1.pdf"
HEIGHT = A4[1]


def pdf(*pages: dict[int, str], rotation: int = 0) -> bytes:
    """Return a document with lines of text, by their height on the page."""
    content = io.BytesIO()
    canvas = Canvas(content, pagesize=A4)
    for page in pages:
        canvas.setPageRotation(rotation)
        for height, text in page.items():
            canvas.drawString(72, height, text)
        canvas.showPage()
    canvas.save()
    return content.getvalue()


def result(value: str, *pages: int) -> ComponentResult:
    """Return a result with one value, which the service says is on these pages."""
    sent = answer(1, {"X": [value]})
    item = sent["componentDetails"]["X"]["componentValues"][0]
    item["entityReferences"] = [{"type": "x", "page": page} for page in pages]
    return ComponentResult([FileComponents.from_json(sent)])


def marks(folder: Path, value: str, *lines: dict[int, str], pages: tuple[int, ...] = (1,)) -> Any:
    (folder / NAME).write_bytes(pdf(*lines))
    return result(value, *pages).evidence(NAME, "X", documents=folder).drawn


def test_rule_description_and_pages_are_told_by_value() -> None:
    evidence = ComponentResult(files({"Sex": ["male", "female"]})).evidence("f1", "Sex")
    frame = evidence.to_frame()

    assert frame["value"].tolist() == ["male", "female"]
    assert frame["pages"].tolist() == ["2, 11", "2, 11"]
    assert frame["rule_id"].tolist() == ["Sex.0.0"] * 2
    assert evidence.pages == (2, 11)
    assert "rule Sex.0.0: Values of type 'sex'" in repr(evidence)
    assert "document not at hand" in repr(evidence)
    assert evidence.drawn == ()


def test_a_correction_by_hand_is_told() -> None:
    sent = answer(1, {"Sponsor": ["A"]})
    sent["componentDetails"]["Sponsor"]["componentValues"][0]["originalValue"] = "B"
    evidence = ComponentResult([FileComponents.from_json(sent)]).evidence("f1", "Sponsor")

    assert "corrected by hand; extracted was 'B'" in repr(evidence)


def test_the_line_of_a_value_is_marked_and_said_to_be_found_by_search(tmp_path: Path) -> None:
    (page,) = marks(tmp_path, "2000", {700: "LD50: > 2,000 mg/kg", 500: "2,000,000 and 12000"})

    ((_, bottom, _, top),) = page.marks
    assert bottom - 5 < 700 < top
    assert page.caption == "Page 1: found by text search"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("21/02/2019", "on 21 February 2019, at noon"),
        ("21/02/2019", "am 21. Februar 2019 begonnen"),
        ("21/02/2019", "em 21 de fevereiro de 2019"),
        ("06/06/2011", "treated on 06-Jun-2011"),
        ("06/06/2011", "June 06, 2011"),
        ("06/06/2011", "Jun 6, 2011"),
        ("2000", "2 000 mg/kg"),
        ("0.56", "0,56 für Erythem"),
        ("Not  classified", "is NOT CLASSIFIED."),
        ("1.2, 1.4", "indices of 1.4 and 1.2"),
        ("01/02/2019", "begonnen am 1.2.2019."),
        ("21/02/2019", "on 21.02.19"),
        ("21/02/2019", "on February 21st, 2019"),
        ("Prüfung", "Pru\u0308fung"),
        ("> 2000", "LD50 > 2.000 mg/kg"),
        ("2000 mg/kg bw", "2,000 mg/kg body weight"),
        ("1.46 mg/L", "LC50: 1,46 mg/L"),
        ("2000 mg/kg bw: 0/3", "2,000   3 females   0 / 3"),
        ("Nº 423: Acute Oral Toxicity (17/12/2001)", "OECD Guideline 423 (2001)"),
    ],
)
def test_other_writings_of_a_value_are_found(tmp_path: Path, value: str, written: str) -> None:
    (page,) = marks(tmp_path, value, {700: written})

    assert page.marks


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("5", "5.03 15 50 1.5 5a"),
        ("12", "1.2 and 1,2"),
        ("rat", "rate, irate"),
        ("Yes", "-"),
        ("1.46 mg/L", "14.6 mg/L and 146 mg/L"),
        ("> 2000", "20.00 mg, 0.2000 and 2000.5"),
        ("> 5", "0.5 and 5.12"),
        ("98.4 %", "9.84 %"),
        ("11/2/2019", "1/12/2019"),
        ("21/02/2019", "121/02/2019"),
        ("2000 mg/kg bw: 0/3", "2000   10/3   0/30"),
    ],
)
def test_parts_of_other_words_and_numbers_are_not(tmp_path: Path, value: str, written: str) -> None:
    (page,) = marks(tmp_path, value, {700: written})

    assert page.marks == ()
    assert "was not found here" in page.caption


def test_the_page_the_service_names_is_drawn(tmp_path: Path) -> None:
    drawn = marks(tmp_path, "rat", {700: "rat"}, {700: "rat"}, {700: "mouse"}, pages=(2, 3, 9))

    assert [page.number for page in drawn] == [2, 3]


def test_without_a_page_the_first_with_the_text_is_drawn(tmp_path: Path) -> None:
    drawn = marks(tmp_path, "rat", {700: "mouse"}, {700: "rat"}, {700: "rat"}, pages=())

    assert [page.number for page in drawn] == [2]


def test_a_text_over_two_lines_is_marked_in_both(tmp_path: Path) -> None:
    text = "The test item is not classified according to the criteria"
    (page,) = marks(tmp_path, text, {700: text[:30], 686: text[30:]})

    assert len(page.marks) == 2


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_marks_are_where_the_text_is_on_turned_pages_too(tmp_path: Path, rotation: int) -> None:
    (tmp_path / NAME).write_bytes(pdf({300: "rat, mouse"}, rotation=rotation))
    pictures = []
    for value in ("not there", "rat, mouse"):
        (page,) = result(value, 1).evidence(NAME, "X", documents=tmp_path).drawn
        pictures.append(Image.open(io.BytesIO(page.png)).convert("RGB"))
    plain, marked = pictures
    written = ImageChops.invert(plain).getbbox()
    covered = ImageChops.difference(plain, marked).getbbox()

    assert written is not None
    assert covered is not None
    assert covered[0] <= written[0] + 1
    assert covered[1] <= written[1] + 1
    assert covered[2] >= written[2] - 1
    assert covered[3] >= written[3] - 1
    assert (covered[2] - covered[0]) - (written[2] - written[0]) < 15


def test_the_document_comes_from_the_package_that_was_read(tmp_path: Path) -> None:
    path = tmp_path / "results.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Reports/a.json", json.dumps(answer(1, {"X": ["rat"]})))
        archive.writestr(f"Original/{NAME}", pdf({1: "-"}, {700: "rat"}))
    evidence = read_package(path).evidence(NAME, "X")

    assert evidence.document == f"results.zip/Original/{NAME}"
    assert [page.number for page in evidence.drawn] == [2]
    html = evidence._repr_html_()
    assert "data:image/png;base64," in html


def test_the_document_is_found_in_a_folder_of_packages(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "results.zip", "w") as archive:
        archive.writestr(f"Original/{NAME}", pdf({700: "rat"}))

    evidence = result("rat", 1).evidence(NAME, "X", documents=tmp_path)

    assert evidence.document == f"results.zip/Original/{NAME}"


def test_a_page_that_the_document_does_not_have_is_told(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(pdf({700: "rat"}))

    evidence = result("rat", 7).evidence(NAME, "X", documents=tmp_path)

    assert evidence.drawn == ()
    assert "the document has no such page" in evidence._repr_html_()


def test_documents_of_one_name_that_differ_are_told_and_none_is_taken(tmp_path: Path) -> None:
    for folder, text in {"a": "rat", "b": "mouse"}.items():
        (tmp_path / folder).mkdir()
        (tmp_path / folder / NAME).write_bytes(pdf({700: text}))
    evidence = result("rat", 1).evidence(NAME, "X", documents=tmp_path)

    assert evidence.document is None
    assert len(evidence.others) == 2
    with pytest.raises(AmbiguousNameError, match="Name the one that is meant"):
        _ = evidence.drawn
    assert "they differ" in evidence._repr_html_()
    assert "page 1" in evidence._repr_html_()


def test_copies_of_one_document_are_one(tmp_path: Path) -> None:
    content = pdf({700: "rat"})
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / NAME).write_bytes(content)

    assert result("rat", 1).evidence(NAME, "X", documents=tmp_path).drawn


def test_of_files_with_one_name_no_document_is_guessed(tmp_path: Path) -> None:
    one, two = files({"Sex": ["male"]}, {"Sex": ["female"]})
    twin = type(two).from_json(two.to_json() | {"filename": one.filename})
    with zipfile.ZipFile(tmp_path / "results.zip", "w") as archive:
        archive.writestr(f"Original/{NAME}", pdf({700: "male"}))
        archive.writestr(f"Original/{NAME.replace('.pdf', ' (2).pdf')}", pdf({700: "female"}))

    evidence = ComponentResult([one, twin]).evidence("f2", "Sex", documents=tmp_path)

    assert evidence.document is None
    assert len(evidence.others) == 2


def test_the_original_is_taken_where_marked_copies_stand_beside_it(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "results.zip", "w") as archive:
        archive.writestr(f"Annotated/{NAME}", pdf({700: "rat, marked"}))
        archive.writestr(f"Original/{NAME}", pdf({700: "rat"}))

    evidence = result("rat", 1).evidence(NAME, "X", documents=tmp_path)

    assert evidence.document == f"results.zip/Original/{NAME}"


def test_pages_that_are_not_drawn_are_told(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(pdf(*[{700: "rat"}] * 12))

    html = result("rat", *range(1, 13)).evidence(NAME, "X", documents=tmp_path)._repr_html_()

    assert "Not drawn: page 11, 12" in html


def test_the_document_itself_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "other name.pdf"
    path.write_bytes(pdf({700: "rat"}))

    assert result("rat", 1).evidence(NAME, "X", documents=path).drawn[0].marks


def test_a_document_that_cannot_be_opened_is_told_and_the_facts_stay(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"no PDF")
    evidence = result("rat", 1).evidence(NAME, "X", documents=tmp_path)

    with pytest.raises(IntegrityError, match="cannot be opened"):
        _ = evidence.drawn
    assert "cannot be opened" in evidence._repr_html_()
    assert "page 1" in evidence._repr_html_()


def test_what_is_not_there_is_told_with_what_is(tmp_path: Path) -> None:
    one, two = files({"Sex": ["male"]}, {"Sex": ["male"]})
    twin = type(two).from_json(two.to_json() | {"filename": one.filename})

    with pytest.raises(NotFoundError, match=r"Is it 'Prüfbericht 1\.pdf'"):
        ComponentResult([one]).evidence("Prüfbericht.pdf", "Sex")
    with pytest.raises(NotFoundError, match="Is it 'Sex'"):
        ComponentResult([one]).evidence("f1", "Sexx")
    with pytest.raises(AmbiguousNameError, match="f1, f2"):
        ComponentResult([one, twin]).evidence(NAME, "Sex")
    with pytest.raises(StorageError, match="nothing is at"):
        ComponentResult([one]).evidence("f1", "Sex", documents=tmp_path / "none")


@pytest.mark.fault("B80")
def test_what_the_service_says_is_escaped() -> None:
    hostile = "<img src=x onerror=alert(1)>"
    html = ComponentResult(files({hostile: [hostile]})).evidence("f1", hostile)._repr_html_()

    assert "<img src=x" not in html


def test_without_pdfium_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / NAME).write_bytes(pdf({700: "rat"}))
    evidence = result("rat", 1).evidence(NAME, "X", documents=tmp_path)
    real = builtins.__import__

    def without(name: str, *args: Any) -> Any:
        if name.startswith("pypdfium2"):
            raise ImportError(name)
        return real(name, *args)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtraError, match=r"documine-nb\[demo\]"):
        _ = evidence.drawn


def test_writings_of_what_is_no_date_are_the_value_itself() -> None:
    assert writings("2019") == ["2019"]
