"""A file is sent as it is, under the name it has."""

from __future__ import annotations

import tracemalloc
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest
from python_multipart.multipart import parse_options_header
from support.wire import Asked, Reply, Tokens, answer, client_of, cut, reset, wired

from documine_nb.contract import OPERATIONS
from documine_nb.errors import (
    IntegrityError,
    NetworkError,
    OutcomeUnknownError,
    StorageError,
    TooLargeError,
)
from documine_nb.transport.answer import Answer
from documine_nb.transport.client import ApiClient
from documine_nb.transport.upload import Upload

pytestmark = pytest.mark.anyio
IDS = {"dossierTemplateId": "t", "dossierId": "d"}
CONTENT = bytes(range(256)) * 4_000


async def send(client: ApiClient, source: Path | bytes, name: str = "a.pdf") -> Answer:
    return await client.upload(OPERATIONS["uploadFile"], ids=IDS, filename=name, source=source)


def part_of(asked: Asked) -> Message:
    head = f"Content-Type: {asked.headers['content-type']}\r\n\r\n".encode()
    parts = message_from_bytes(head + asked.body).get_payload()
    assert isinstance(parts, list)
    (part,) = parts
    assert isinstance(part, Message)
    return part


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "study.pdf"
    path.write_bytes(CONTENT)
    return path


async def test_a_file_arrives_byte_for_byte(file: Path) -> None:
    async with wired() as wire, client_of(wire.url) as client:
        await send(client, file)
        await send(client, CONTENT)
    for asked in wire.asked:
        part = part_of(asked)
        assert part.get_payload(decode=True) == CONTENT
        assert part.get_content_type() == "application/pdf"
        assert part.get_param("name", header="content-disposition") == "file"
        assert len(asked.body) == int(asked.headers["content-length"])
        assert "transfer-encoding" not in asked.headers


@pytest.mark.fault("B81")
@pytest.mark.parametrize(
    ("name", "arrives"),
    [
        ("Prüfung.pdf", "Prüfung.pdf"),
        ("\U0001f600 表.pdf", "\U0001f600 表.pdf"),
        ("Pru\u0308fung.pdf", "Pru\u0308fung.pdf"),
        ("a;b=c.pdf", "a;b=c.pdf"),
        ('a"b.pdf', "a%22b.pdf"),
        ("a\r\nX-Evil: 1\r\n\r\nb.pdf", "a%0D%0AX-Evil: 1%0D%0A%0D%0Ab.pdf"),
        ("a\0b.pdf", "a%00b.pdf"),
        ("a\udcffb.pdf", "a?b.pdf"),
        ("x" * 300 + ".pdf", "x" * 300 + ".pdf"),
    ],
)
async def test_no_name_breaks_out_of_its_header(name: str, arrives: str) -> None:
    async with wired() as wire, client_of(wire.url) as client:
        await send(client, b"content", name)
    head, _, rest = wire.asked[0].body.partition(b"\r\n\r\n")
    assert rest.startswith(b"content\r\n--")
    disposition, kind = head.split(b"\r\n")[1:]
    assert kind == b"Content-Type: application/pdf"
    _, options = parse_options_header(disposition.split(b":", 1)[1].strip())
    assert options[b"filename"].decode() == arrives


async def test_an_odd_media_type_becomes_a_plain_one() -> None:
    async with wired() as wire, client_of(wire.url) as client:
        await client.upload(
            OPERATIONS["uploadFile"],
            ids=IDS,
            filename="a",
            source=b"",
            content_type="a\r\nX-Evil: 1",
        )
    assert part_of(wire.asked[0]).get_content_type() == "application/octet-stream"
    assert b"Evil" not in wire.asked[0].body


@pytest.mark.fault("B84")
@pytest.mark.parametrize("change", [b"", CONTENT[:-1], CONTENT + b"x", CONTENT * 2])
async def test_a_file_that_changes_its_size_meanwhile_is_told(file: Path, change: bytes) -> None:
    upload = Upload("study.pdf", file, "application/pdf")
    file.write_bytes(change)
    with pytest.raises(IntegrityError, match=r"'study\.pdf' was changed while it was uploaded"):
        async for _ in upload.stream():
            pass


@pytest.mark.fault("B84")
async def test_a_file_rewritten_in_its_size_meanwhile_is_told(file: Path) -> None:
    upload = Upload("study.pdf", file, "application/pdf")
    upload.check_unchanged()
    file.write_bytes(CONTENT[::-1])
    with pytest.raises(IntegrityError):
        upload.check_unchanged()


@pytest.mark.fault("B84")
async def test_a_file_that_shrinks_on_the_way_fails_by_that_reason(file: Path) -> None:
    class Shrinking(Tokens):
        async def access_token(self, **_: object) -> object:  # type: ignore[override]
            file.write_bytes(b"short")
            return await super().access_token()

    async with wired() as wire, client_of(wire.url, tokens=Shrinking()) as client:
        with pytest.raises(IntegrityError):
            await send(client, file)


@pytest.mark.fault("B84")
async def test_what_is_no_file_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    async with wired() as wire, client_of(wire.url) as client:
        with pytest.raises(StorageError, match="cannot be read: No such file"):
            await send(client, tmp_path / "missing.pdf")
        with pytest.raises(StorageError, match="is not a file"):
            await send(client, tmp_path)
    assert wire.connections == 0


@pytest.mark.fault("B84")
async def test_a_file_that_vanishes_meanwhile_is_told(file: Path) -> None:
    upload = Upload("study.pdf", file, "application/pdf")
    file.unlink()
    with pytest.raises(StorageError, match="cannot be read"):
        async for _ in upload.stream():
            pass


@pytest.mark.fault("B57")
@pytest.mark.parametrize("fault", [reset(), cut(b"")])
async def test_an_upload_without_an_answer_is_not_sent_again(file: Path, fault: Reply) -> None:
    async with wired(fault) as wire, client_of(wire.url) as client:
        with pytest.raises(OutcomeUnknownError, match="Look whether it is there"):
            await send(client, file)
    assert len(wire.asked) == 1


@pytest.mark.fault("B32")
async def test_an_upload_with_a_refused_token_is_sent_whole_again(file: Path) -> None:
    tokens = Tokens("old", "new")
    replies = answer("", 401), answer()
    async with wired(*replies) as wire, client_of(wire.url, tokens=tokens) as client:
        await send(client, file)
    assert [part_of(asked).get_payload(decode=True) for asked in wire.asked] == [CONTENT, CONTENT]


@pytest.mark.fault("B38")
async def test_a_gateway_that_refuses_early_is_heard(file: Path) -> None:
    said = answer("<html></html>", 413, "text/html", Connection="close")
    async with wired(cut(said.raw), reads_body=False) as wire, client_of(wire.url) as client:
        with pytest.raises(TooLargeError, match="raise the limit"):
            await send(client, file)


async def test_an_upload_that_never_left_is_a_network_error(file: Path) -> None:
    async with wired() as wire:
        address = wire.url
    async with client_of(address) as client:
        with pytest.raises(NetworkError, match="could not be reached"):
            await send(client, file)


async def test_progress_tells_bytes_of_the_file(file: Path) -> None:
    seen: list[tuple[int, int]] = []
    async with wired() as wire, client_of(wire.url) as client:
        await client.upload(
            OPERATIONS["uploadFile"],
            ids=IDS,
            filename="a.pdf",
            source=file,
            progress=lambda done, total: seen.append((done, total)),
        )
    assert seen[0] == (0, len(CONTENT))
    assert seen[-1] == (len(CONTENT), len(CONTENT))


@pytest.mark.fault("B85")
async def test_a_large_file_is_read_piece_by_piece(tmp_path: Path) -> None:
    large = tmp_path / "large.pdf"
    with large.open("wb") as stream:
        stream.truncate(64 << 20)
    upload = Upload("large.pdf", large, "application/pdf")
    tracemalloc.start()
    size = 0
    async for chunk in upload.stream():
        size += len(chunk)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size == int(upload.headers["Content-Length"])
    assert peak < 2 << 20
