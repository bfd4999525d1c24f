"""Hostile files: each is its own error, and the pool goes on."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest
from support.pdfs import drawn, flowing, prose

from documine_nb.server.extraction import ExtractionPool, load_templates
from documine_nb.server.extraction.worker import HOOK_VARIABLE
from documine_nb.server.settings import ServerSettings

pytestmark = pytest.mark.anyio
GENERIC = load_templates()[1]


@asynccontextmanager
async def pool(
    tmp_path: Path, *, hook: str = "", seconds: float = 60, memory: int = 1024
) -> AsyncIterator[ExtractionPool]:
    settings = ServerSettings(tmp_path, extraction_timeout=seconds, extraction_memory_mib=memory)
    made = ExtractionPool(settings, workers=1, environment={HOOK_VARIABLE: hook})
    await made.start()
    try:
        yield made
    finally:
        await made.close()


def good(path: Path) -> Path:
    return flowing(path, prose("Report No.: AB-17/3"), prose("A text that says a thing or two."))


def encrypted(path: Path) -> Path:
    return flowing(path, prose("secret"), encrypt="a password")


def truncated(path: Path) -> Path:
    content = good(path).read_bytes()
    path.write_bytes(content[:200])
    return path


def garbage(path: Path) -> Path:
    path.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 40)
    return path


def no_pdf(path: Path) -> Path:
    path.write_text("just a text", encoding="utf-8")
    return path


def zero_bytes(path: Path) -> Path:
    path.write_bytes(b"")
    return path


def without_pages(path: Path) -> Path:
    path.write_bytes(
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    )
    return path


def textless(path: Path) -> Path:
    return drawn(path, [[], []])


@pytest.mark.parametrize(
    ("make", "cause"),
    [
        (encrypted, "encrypted: remove the password"),
        (truncated, "damaged"),
        (garbage, "damaged"),
        (no_pdf, "no PDF at all"),
        (zero_bytes, "damaged"),
        (without_pages, "has no pages"),
        (textless, "scan without text; OCR is not part of the embedded server"),
    ],
)
async def test_an_unreadable_file_names_its_cause_and_the_next_one_is_read(
    tmp_path: Path, make: Callable[[Path], Path], cause: str
) -> None:
    async with pool(tmp_path) as workers:
        bad = await workers.analyse(make(tmp_path / "bad.pdf"), GENERIC)
        fine = await workers.analyse(good(tmp_path / "good.pdf"), GENERIC)
    assert bad.error is not None
    assert cause in bad.error
    assert bad.components == ()
    assert fine.error is None
    assert fine.pages == 1


@pytest.mark.parametrize(
    ("hook", "limits", "cause"),
    [
        ("crash:bad", {}, "crash"),
        ("endless:bad", {"seconds": 1.0}, "time limit of 1 seconds"),
        ("memory:bad", {"memory": 160}, "memory limit"),
    ],
)
async def test_a_worker_that_misbehaves_costs_one_file(
    tmp_path: Path, hook: str, limits: dict[str, float], cause: str
) -> None:
    async with pool(tmp_path, hook=hook, **limits) as workers:  # type: ignore[arg-type]
        bad = await workers.analyse(good(tmp_path / "bad.pdf"), GENERIC)
        fine = await workers.analyse(good(tmp_path / "good.pdf"), GENERIC)
    assert bad.error is not None
    assert cause in bad.error
    assert fine.error is None


async def test_a_worker_killed_in_the_middle_of_a_file_is_replaced(tmp_path: Path) -> None:
    async with pool(tmp_path, hook="endless:bad") as workers:
        task = asyncio.create_task(workers.analyse(good(tmp_path / "bad.pdf"), GENERIC))
        await asyncio.to_thread(_kill_when_started)
        killed = await task
        fine = await workers.analyse(good(tmp_path / "good.pdf"), GENERIC)
    assert killed.error is not None
    assert "crash" in killed.error
    assert fine.error is None


def _kill_when_started() -> None:
    children: list[psutil.Process] = []
    while not children:
        children = [
            child
            for child in psutil.Process().children()
            if "documine_nb.server.extraction.worker" in child.cmdline()
        ]
    children[0].send_signal(signal.SIGTERM)


async def test_stray_prints_do_not_spoil_the_answer(tmp_path: Path) -> None:
    async with pool(tmp_path, hook="print:") as workers:
        assert (await workers.analyse(good(tmp_path / "a.pdf"), GENERIC)).error is None


async def test_a_cancelled_caller_leaves_a_pool_that_works(tmp_path: Path) -> None:
    async with pool(tmp_path, hook="endless:bad") as workers:
        task = asyncio.create_task(workers.analyse(good(tmp_path / "bad.pdf"), GENERIC))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert (await workers.analyse(good(tmp_path / "good.pdf"), GENERIC)).error is None


async def test_a_closed_pool_leaves_no_process_and_refuses_work(tmp_path: Path) -> None:
    async with pool(tmp_path) as workers:
        await workers.analyse(good(tmp_path / "a.pdf"), GENERIC)
        pids = {worker._process.pid for worker in workers._all}
    assert pids
    assert not any(psutil.pid_exists(pid) for pid in pids)
    with pytest.raises(RuntimeError, match="closed"):
        await workers.analyse(tmp_path / "a.pdf", GENERIC)


async def test_the_loop_runs_on_while_a_file_is_read(tmp_path: Path) -> None:
    async with pool(tmp_path, hook="endless:bad", seconds=1.0) as workers:
        task = asyncio.create_task(workers.analyse(good(tmp_path / "bad.pdf"), GENERIC))
        longest, loop = 0.0, asyncio.get_running_loop()
        while not task.done():
            before = loop.time()
            await asyncio.sleep(0.01)
            longest = max(longest, loop.time() - before)
    assert longest < 0.5


def test_a_worker_whose_server_is_gone_does_not_run_for_ever(tmp_path: Path) -> None:
    request = {
        "pdf": str(good(tmp_path / "bad.pdf")),
        "template": str(GENERIC.folder),
        "attributes": {},
        "seconds": 0.5,
    }
    worker = subprocess.Popen(
        [sys.executable, "-m", "documine_nb.server.extraction.worker", "1024"],
        stdin=subprocess.PIPE,
        env={**os.environ, HOOK_VARIABLE: "endless:bad"},
    )

    worker.communicate(json.dumps(request).encode() + b"\n", timeout=60)

    assert worker.returncode == -signal.SIGALRM
