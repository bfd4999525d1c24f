"""Uploads: what is taken, what is refused and why, and what becomes of it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest
from support.pdfs import drawn, flowing, prose
from support.server import OECD, Person, Running, report, running_server

from documine_nb.testing import ManualClock

pytestmark = pytest.mark.anyio


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Running]:
    async with running_server(tmp_path, max_upload_bytes=1 << 20) as running:
        yield running


@pytest.fixture
async def manager(server: Running) -> Person:
    return await server.manager()


@pytest.fixture
async def dossier(manager: Person) -> str:
    return await manager.dossier("Studies", OECD.id)


def zipped(members: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


async def listed(person: Person, dossier: str, **query: bool) -> list[str]:
    return [
        f["filename"] for f in (await person.ok("GET", f"{dossier}/files", params=query))["files"]
    ]


def drafts(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "server" / "blobs" / "drafts").iterdir())


async def test_an_upload_is_analysed_by_itself(
    manager: Person, dossier: str, tmp_path: Path
) -> None:
    file = await manager.upload(dossier, report(tmp_path / "Prüfbericht Nº 1.pdf"))
    status = await manager.settled(file)
    assert status["processingStatus"] == "PROCESSED"
    assert (status["numberOfAnalyses"], status["numberOfPages"]) == (1, 1)
    assert status["filename"] == "Prüfbericht Nº 1.pdf"
    assert status["fileErrorInfo"] is None
    assert drafts(tmp_path) == []


async def test_the_states_of_an_analysis_can_be_watched(tmp_path: Path) -> None:
    clock = ManualClock()
    async with running_server(tmp_path, clock=clock, state_pace=1) as server:
        manager = await server.manager()
        file = await manager.upload(await manager.dossier("A"), report(tmp_path / "a.pdf"))
        assert (await manager.settled(file))["processingStatus"] == "PROCESSED"
    assert clock.slept == [1, 1, 1]


async def test_without_automatic_analysis_a_file_stays_unprocessed(
    manager: Person, dossier: str, tmp_path: Path
) -> None:
    path = report(tmp_path / "a.pdf")
    file = await manager.upload(dossier, path, disableAutomaticAnalysis=True)
    await manager.settled(await manager.upload(dossier, report(tmp_path / "b.pdf")))
    status = await manager.ok("GET", file)
    assert (status["processingStatus"], status["numberOfAnalyses"]) == ("UNPROCESSED", 0)
    assert status["excludedFromAutomaticAnalysis"] is True


def encrypted(path: Path) -> bytes:
    return flowing(path, prose("secret"), encrypt="a password").read_bytes()


def textless(path: Path) -> bytes:
    return drawn(path, [[]]).read_bytes()


def damaged(path: Path) -> bytes:
    return report(path).read_bytes()[:300]


@pytest.mark.parametrize(
    ("make", "word"),
    [(encrypted, "password"), (textless, "scan"), (damaged, "damaged")],
    ids=["encrypted", "textless", "damaged"],
)
async def test_a_pdf_that_cannot_be_read_is_kept_and_says_why(
    manager: Person, dossier: str, tmp_path: Path, make: object, word: str
) -> None:
    assert callable(make)
    answer = await manager.offer(dossier, "a.pdf", make(tmp_path / "a.pdf"))
    file = f"{dossier}/files/{answer.json()['fileIds'][0]}"
    status = await manager.settled(file)
    assert status["processingStatus"] == "ERROR"
    assert word in status["fileErrorInfo"]["cause"]
    assert list(status["fileErrorInfo"]) == ["cause", "queue", "service", "timestamp"]
    assert (await manager.ok("GET", f"{file}/components"))["components"] == {}


@pytest.mark.parametrize(
    ("name", "content", "status", "reason"),
    [
        ("a.pdf", b"", 400, "empty"),
        ("a.pdf", b"just a text", 415, "no PDF"),
        ("a.docx", b"PK\x03\x04", 415, "no supported type"),
        ("a.zip", b"no archive", 400, "no readable ZIP"),
        ("...", b"%PDF-1.4", 400, "no name"),
        ("a\x85.pdf", b"%PDF-1.4", 400, "control characters"),
        ("ä" * 200 + ".pdf", b"%PDF-1.4", 400, "longer"),
        ("a.csv", b"\0\1\2", 400, "no text"),
        ("a.csv", b"Sheep,Wool\n1,2\n", 400, "'File name'"),
        ("a.csv", b"File name,Wool\na.pdf,2\n", 400, "'OECD Number'"),
    ],
)
async def test_what_is_no_document_is_refused_with_the_reason(
    *, manager: Person, dossier: str, name: str, content: bytes, status: int, reason: str
) -> None:
    answer = await manager.offer(dossier, name, content)
    assert answer.status_code == status, answer.text
    assert reason in answer.json()["message"]
    assert await listed(manager, dossier) == []


@pytest.mark.fault("B102")
async def test_an_upload_beyond_the_limit_is_refused_and_leaves_nothing(
    manager: Person, dossier: str, tmp_path: Path
) -> None:
    assert (await manager.offer(dossier, "a.pdf", bytes(1 << 20))).status_code == 415
    assert (await manager.offer(dossier, "a.pdf", bytes((1 << 20) + 1))).status_code == 413
    assert (await manager.offer(dossier, "a.pdf", bytes(3 << 20))).status_code == 413
    assert drafts(tmp_path) == []


@pytest.mark.fault("B102")
@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"nonsense", 400),
        (b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\ny\r\n--b--\r\n', 400),
        (b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%P', 400),
        (b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\ny\r\n' * 50 + b"--b--", 400),
        (b"--b\r\n" + b"X: " + b"y" * 1_000_000 + b"\r\n\r\n\r\n--b--", 400),
        (b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n' + b"y" * 100_000, 400),
    ],
    ids=["nothing", "nonsense", "no file", "cut", "many parts", "long header", "long field"],
)
async def test_a_malformed_form_is_refused(
    manager: Person, dossier: str, body: bytes, status: int, tmp_path: Path
) -> None:
    head = {"Content-Type": "multipart/form-data; boundary=b"}
    answer = await manager.post(f"{dossier}/files", content=body, headers=head)
    assert answer.status_code == status, answer.text
    assert drafts(tmp_path) == []


async def test_an_upload_has_to_be_a_form(manager: Person, dossier: str) -> None:
    answer = await manager.post(f"{dossier}/files", json={"file": "x"})
    assert answer.status_code == 415


async def test_the_same_name_replaces_the_file_and_keeps_its_id(
    manager: Person, dossier: str, tmp_path: Path
) -> None:
    first = await manager.upload(dossier, report(tmp_path / "a.pdf", "AA-11/1"))
    await manager.settled(first)
    again = await manager.upload(dossier, report(tmp_path / "a.pdf", "BB-22/2"))
    assert again == first
    status = await manager.settled(again)
    assert status["numberOfAnalyses"] == 2
    found = (await manager.ok("GET", f"{again}/components"))["components"]
    assert found["Report_Number"] == ["BB-22/2"]
    assert len(list((tmp_path / "server" / "blobs").glob("*.pdf"))) == 1


async def test_a_zip_becomes_its_files(manager: Person, dossier: str, tmp_path: Path) -> None:
    pdf = report(tmp_path / "a.pdf").read_bytes()
    members = {"one/Ä.pdf": pdf, "two.PDF": pdf, "__MACOSX/one/._Ä.pdf": b"x"}
    answer = await manager.offer(dossier, "all.zip", zipped(members), disableAutomaticAnalysis=True)
    assert answer.status_code == 201
    assert len(answer.json()["fileIds"]) == 2
    assert await listed(manager, dossier) == ["Ä.pdf", "two.PDF"]
    assert drafts(tmp_path) == []


PDF = b"%PDF-1.4 small"


@pytest.mark.fault("B46")
@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({}, "no files"),
        ({"a.pdf": PDF, "b.txt": b"x"}, "no PDF"),
        ({"a.pdf": PDF, "b.pdf": b"a text"}, "no PDF"),
        ({"a.pdf": PDF, "../b.pdf": PDF}, "unsafe path"),
        ({"/b.pdf": PDF}, "unsafe path"),
        ({"C:\\b.pdf": PDF}, "unsafe path"),
        ({"inner.zip": PDF}, "another archive"),
        ({"x/a.pdf": PDF, "y/a.pdf": PDF}, "two files"),
        ({"a.pdf": PDF + bytes(30 << 20)}, "too much"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_an_unsafe_archive_is_refused_whole(
    manager: Person, dossier: str, members: dict[str, bytes], reason: str, tmp_path: Path
) -> None:
    answer = await manager.offer(dossier, "all.zip", zipped(members))
    assert answer.status_code == 400
    assert reason in answer.json()["message"]
    assert await listed(manager, dossier) == []
    assert drafts(tmp_path) == []


async def test_a_truncated_archive_is_refused(
    manager: Person, dossier: str, tmp_path: Path
) -> None:
    whole = zipped({"a.pdf": PDF * 50})
    flipped = whole[:45] + bytes([whole[45] ^ 0xFF]) + whole[46:]
    for content in (whole[:-30], flipped):
        answer = await manager.offer(dossier, "all.zip", content)
        assert answer.status_code == 400, answer.text
        assert "ZIP" in answer.json()["message"]
    assert drafts(tmp_path) == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
async def test_a_csv_sets_attributes_and_makes_an_analysis_due(
    manager: Person, dossier: str, tmp_path: Path, encoding: str
) -> None:
    file = await manager.upload(dossier, report(tmp_path / "Ä.pdf"))
    await manager.settled(file)
    csv = "File name;OECD number;Wool\nÄ.pdf;425;x\nother.pdf;402;y\n".encode(encoding)
    answer = await manager.offer(dossier, "attributes.csv", csv)
    assert answer.status_code == 200
    assert answer.json() == {
        "fileIds": [],
        "processedFileIds": [file.rpartition("/")[2]],
        "processedAttributes": ["OECD Number"],
    }
    status = await manager.settled(file)
    assert status["fileAttributes"] == {"attributeIdToValue": {"OECD Number": "425"}}
    assert status["numberOfAnalyses"] == 2


async def test_a_changed_attribute_starts_an_analysis_and_the_same_one_does_not(
    manager: Person, dossier: str, tmp_path: Path
) -> None:
    file = await manager.upload(dossier, report(tmp_path / "a.pdf"))
    await manager.settled(file)
    for value, analyses in (("425", 2), ("425", 2), (None, 3)):
        body = {"attributes": {"OECD Number": value}}
        assert (await manager.put(f"{file}/file-attributes", json=body)).status_code == 204
        status = await manager.settled(file)
        assert status["numberOfAnalyses"] == analyses, value
    assert status["fileAttributes"] == {"attributeIdToValue": {}}
    wrong = await manager.put(f"{file}/file-attributes", json={"attributes": {"Wool": "1"}})
    assert wrong.status_code == 400
    assert "OECD Number" in wrong.json()["message"]


async def test_a_deleted_file_is_hidden_and_its_name_free(
    manager: Person, dossier: str, tmp_path: Path
) -> None:
    path = report(tmp_path / "a.pdf")
    file = await manager.upload(dossier, path, disableAutomaticAnalysis=True)
    assert (await manager.delete(file)).status_code == 204
    assert (await manager.get(file)).status_code == 404
    assert (await manager.delete(file)).status_code == 404
    assert await listed(manager, dossier) == []
    assert await listed(manager, dossier, includeSoftDeleted=True) == ["a.pdf"]
    again = await manager.upload(dossier, path, disableAutomaticAnalysis=True)
    assert again != file
    assert (await manager.delete(file, params={"permanently": True})).status_code == 204
    assert await listed(manager, dossier, includeSoftDeleted=True) == ["a.pdf"]


async def test_unknown_files_and_dossiers_are_named(manager: Person, dossier: str) -> None:
    answer = await manager.get(f"{dossier}/files/nothing")
    assert answer.status_code == 404
    assert answer.json()["message"] == "File with id: nothing not found"
    answer = await manager.offer(dossier[:-1] + "x", "a.pdf", PDF)
    assert answer.status_code == 404
