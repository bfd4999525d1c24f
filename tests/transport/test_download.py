"""A file arrives whole under its name, or not at all."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import io
import os
import resource
import signal
import tracemalloc
import zipfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.wire import Reply, answer, client_of, cut, drip, reset, stall, wired

from documine_nb.contract import OPERATIONS
from documine_nb.errors import (
    IntegrityError,
    NetworkError,
    NotFoundError,
    RequestTimeoutError,
    StorageError,
)
from documine_nb.testing import ManualClock
from documine_nb.transport.client import ApiClient
from documine_nb.transport.download import DownloadedFile, Saver
from documine_nb.transport.wire import Received

pytestmark = pytest.mark.anyio
OLD = b"what was there"


def packed(size: int = 300_000) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("report.bin", bytes(i * i % 251 for i in range(size)))
    return buffer.getvalue()


WHOLE = packed()


def sent(data: bytes = WHOLE, **headers: str) -> Reply:
    return answer(data, 200, "application/zip", **headers)


def unsized(data: bytes) -> Reply:
    return cut(b"HTTP/1.1 200 OK\r\nContent-Type: application/zip\r\n\r\n" + data)


async def fetch(client: ApiClient, target: Path, *, verify_zip: bool = True) -> DownloadedFile:
    return await client.download(
        OPERATIONS["download"], ids={"downloadId": "d"}, target=target, verify_zip=verify_zip
    )


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "package.zip"
    path.write_bytes(OLD)
    return path


def is_untouched(target: Path) -> bool:
    return target.read_bytes() == OLD and list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize("reply", [sent(), unsized(WHOLE)])
async def test_a_whole_archive_takes_the_place_of_the_old_one(target: Path, reply: Reply) -> None:
    async with wired(reply) as wire, client_of(wire.url) as client:
        got = await fetch(client, target)
    assert got == DownloadedFile(target, len(WHOLE), hashlib.sha256(WHOLE).hexdigest())
    assert target.read_bytes() == WHOLE
    assert list(target.parent.iterdir()) == [target]
    assert wire.asked[0].headers["accept-encoding"] == "identity"


async def test_others_cannot_read_it(target: Path) -> None:
    async with wired(sent()) as wire, client_of(wire.url) as client:
        await fetch(client, target)
    assert target.stat().st_mode & 0o777 == 0o600


@pytest.mark.fault("B56")
@pytest.mark.fault("B58")
@pytest.mark.parametrize("fault", [cut(sent().raw[:-9]), reset(sent().raw[:200_000])])
async def test_a_transfer_that_breaks_starts_over(target: Path, fault: Reply) -> None:
    async with wired(fault, sent()) as wire, client_of(wire.url) as client:
        await fetch(client, target)
    assert target.read_bytes() == WHOLE
    assert len(wire.asked) == 2


@pytest.mark.fault("B58")
@pytest.mark.fault("B59")
@pytest.mark.fault("B60")
@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (unsized(WHOLE[:-9]), "its end is missing"),
        (unsized(b""), "is empty"),
        (unsized(b"<html>Sign in</html>"), "begins with '<html>Sign in</html>'"),
        (Reply(sent(WHOLE[:-9]).raw + WHOLE[-9:], "cut"), "its end is missing"),
        (sent(WHOLE.replace(bytes(i * i % 251 for i in range(99)), b"x" * 99)), "is damaged"),
        (sent(gzip.compress(WHOLE)[:-20], Content_Encoding="gzip"), "ends too early"),
    ],
)
async def test_a_file_that_is_not_whole_never_gets_the_name(
    target: Path, fault: Reply, reason: str
) -> None:
    async with wired(fault) as wire, client_of(wire.url) as client:
        with pytest.raises(IntegrityError, match=reason):
            await fetch(client, target)
    assert is_untouched(target)


@pytest.mark.fault("B56")
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (answer("{}", 404), NotFoundError),
        (cut(sent().raw[:-9]), NetworkError),
        (stall(sent().raw[:-9]), RequestTimeoutError),
    ],
)
async def test_a_failure_leaves_nothing_behind(
    target: Path, fault: Reply, error: type[Exception]
) -> None:
    async with wired(fault) as wire, client_of(wire.url, timeout=0.2) as client:
        with pytest.raises(error):
            await fetch(client, target)
    assert is_untouched(target)


async def test_a_cancelled_download_leaves_nothing_behind(target: Path) -> None:
    async with wired(stall(sent().raw[:-9])) as wire, client_of(wire.url) as client:
        task = asyncio.create_task(fetch(client, target))
        await wire.was_asked()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await wire.was_left()
    assert is_untouched(target)


class _FastClock(ManualClock):
    """A clock on which a minute passes at every look."""

    def monotonic(self) -> float:
        self.advance(60)
        return super().monotonic()


@pytest.mark.fault("B62")
async def test_a_download_drop_by_drop_ends(target: Path) -> None:
    slow = drip(b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n")
    async with wired(slow) as wire, client_of(wire.url, clock=_FastClock()) as client:
        with pytest.raises(RequestTimeoutError, match="less than 16 KiB came in 60 s"):
            await fetch(client, target)
    assert is_untouched(target)


async def test_a_file_that_is_no_archive_may_be_kept_unchecked(target: Path) -> None:
    async with wired(unsized(b"<a/>")) as wire, client_of(wire.url) as client:
        got = await fetch(client, target, verify_zip=False)
    assert (got.size, target.read_bytes()) == (4, b"<a/>")


async def test_progress_tells_bytes_and_total(target: Path) -> None:
    seen: list[tuple[int, int]] = []
    async with wired(sent()) as wire, client_of(wire.url) as client:
        await client.download(
            OPERATIONS["download"],
            ids={"downloadId": "d"},
            target=target,
            progress=lambda done, total: seen.append((done, total)),
        )
    assert seen[-1] == (len(WHOLE), len(WHOLE))
    assert seen == sorted(seen)


@pytest.mark.fault("B83")
@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('attachment; filename="results.zip"', "results.zip"),
        ("attachment; filename*=UTF-8''Pr%C3%BCfung.zip", "Prüfung.zip"),
        ('attachment; filename="../../evil.zip"', "evil.zip"),
        ("attachment; filename*=UTF-8''..%2F..%2Fevil", "evil.zip"),
        (r'attachment; filename="C:\\Windows\\evil.exe"', "evil.exe.zip"),
        ('attachment; filename="notebook.ipynb"', "notebook.ipynb.zip"),
        ('attachment; filename="con.zip"', "_con.zip"),
        ("attachment", "package.zip"),
        ("attachment; filename*=klingon''x.zip", "package.zip"),
        ('attachment; filename=".."', "package.zip"),
    ],
)
async def test_the_server_only_suggests_a_name(tmp_path: Path, disposition: str, name: str) -> None:
    said = sent(Content_Disposition=disposition)
    async with wired(said) as wire, client_of(wire.url) as client:
        got = await fetch(client, tmp_path)
    assert got.path == tmp_path / name
    assert list(tmp_path.iterdir()) == [tmp_path / name]


@pytest.mark.fault("B72")
async def test_a_missing_folder_is_told_before_anything_is_asked(tmp_path: Path) -> None:
    async with wired(sent()) as wire, client_of(wire.url) as client:
        with pytest.raises(StorageError, match="does not exist"):
            await fetch(client, tmp_path / "missing" / "package.zip")
    assert wire.asked == []


@pytest.mark.fault("B72")
async def test_a_link_is_replaced_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(OLD)
    link = tmp_path / "package.zip"
    link.symlink_to(outside)
    async with wired(sent()) as wire, client_of(wire.url) as client:
        await fetch(client, link)
    assert (outside.read_bytes(), link.is_symlink()) == (OLD, False)


@contextmanager
def _files_end_at(size: int) -> Iterator[None]:
    """Let the system refuse to grow any file beyond that size, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


@pytest.mark.fault("B70")
@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
async def test_a_full_disk_is_told_and_leaves_nothing(target: Path, share: float) -> None:
    async with wired(sent()) as wire, client_of(wire.url) as client:
        room = _files_end_at(int(len(WHOLE) * share))
        with room, pytest.raises(StorageError, match=r"bytes more were needed and .* are free"):
            await fetch(client, target)
    assert is_untouched(target)


@pytest.mark.fault("B71")
@pytest.mark.parametrize("call", ["fsync", "replace"])
async def test_a_disk_that_fails_late_is_never_called_done(
    target: Path, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error")

    if call == "fsync":
        monkeypatch.setattr(os, "fsync", fail)
    else:
        monkeypatch.setattr(Path, "replace", fail)
    async with wired(sent()) as wire, client_of(wire.url) as client:
        with pytest.raises(StorageError, match="Input/output error; nothing of the download"):
            await fetch(client, target)
    monkeypatch.undo()
    assert is_untouched(target)


class _LongAnswer:
    """Sixty-four mebibytes, a piece at a time."""

    async def aiter_raw(self) -> AsyncIterator[bytes]:
        piece = bytes(64 << 10)
        for _ in range(1024):
            yield piece


@pytest.mark.fault("B85")
async def test_a_large_file_is_not_held_in_memory(tmp_path: Path) -> None:
    saver = Saver(tmp_path / "large", "download", None, ManualClock(), verify_zip=False)
    tracemalloc.start()
    got = await saver.save(Received(200, {}, _LongAnswer()), None, 1)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert got.size == 64 << 20
    assert peak < 6 << 20
