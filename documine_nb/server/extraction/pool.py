"""A pool of worker processes that a file can crash, stall or flood without harm to anyone else."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Protocol

from documine_nb.server.extraction.limits import MEMORY_CAUSE, resident_mib
from documine_nb.server.extraction.results import Analysis
from documine_nb.server.extraction.template import RuleSet

__all__ = ["ExtractionPool", "ExtractionSettings"]

WATCH_EVERY = 0.1  # seconds between looks at a worker's memory
OWN_END = 10.0  # seconds after which a worker ends by itself, should this process be gone
ANSWER_LIMIT = 64 * 1024 * 1024  # bytes of one answer line


class ExtractionSettings(Protocol):
    """The settings a pool needs."""

    @property
    def extraction_timeout(self) -> float:
        """Seconds a file may take."""
        ...

    @property
    def extraction_memory_mib(self) -> int:
        """MiB a worker may hold."""
        ...


class ExtractionPool:
    """Analyses PDFs in worker processes, which start when first needed.

    Parameters
    ----------
    settings
        ``extraction_timeout`` in seconds and ``extraction_memory_mib`` hold for each file.
    workers
        Number of processes; by default two where the machine has two processors.
    environment
        Variables for the workers beside those of this process.
    """

    def __init__(
        self,
        settings: ExtractionSettings,
        *,
        workers: int | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._timeout = settings.extraction_timeout
        self._memory = settings.extraction_memory_mib
        self._size = workers or min(2, os.cpu_count() or 1)
        self._environment = dict(environment or {})
        self._turns = asyncio.Semaphore(self._size)
        self._idle: list[_Worker] = []
        self._all: set[_Worker] = set()
        self._closed = False

    async def start(self) -> None:
        """Make ready; the processes themselves start with the first files."""
        self._closed = False

    async def analyse(
        self, pdf: Path, template: RuleSet, attributes: Mapping[str, str] | None = None
    ) -> Analysis:
        """Return what a template's rules find in a PDF.

        A file that cannot be read gives an :class:`Analysis` whose ``error`` names the cause.

        Parameters
        ----------
        pdf
            The file.
        template
            Rules to read it by.
        attributes
            File attributes by name.
        """
        request = {
            "pdf": str(pdf),
            "template": str(template.folder),
            "attributes": dict(attributes or {}),
            "seconds": self._timeout + OWN_END,
        }
        async with self._worker() as worker:
            return await worker.ask(request, self._timeout, self._memory)

    async def close(self) -> None:
        """End all workers; what they work on is given up."""
        self._closed = True
        self._idle.clear()
        for worker in list(self._all):
            await worker.end()
        self._all.clear()

    @contextlib.asynccontextmanager
    async def _worker(self) -> AsyncIterator[_Worker]:
        async with self._turns:
            if self._closed:
                raise RuntimeError("The extraction pool is closed: start it again.")
            worker = self._idle.pop() if self._idle else await self._started()
            finished = False
            try:
                yield worker
                finished = True
            finally:
                if finished and worker.alive and not self._closed:
                    self._idle.append(worker)
                else:  # it crashed, was ended, or its caller was cancelled in the middle
                    self._all.discard(worker)
                    await asyncio.shield(worker.end())

    async def _started(self) -> _Worker:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "documine_nb.server.extraction.worker",
            str(self._memory),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            limit=ANSWER_LIMIT,
            env={**os.environ, "PYTHONIOENCODING": "utf-8", **self._environment},
        )
        worker = _Worker(process)
        self._all.add(worker)
        return worker


class _Worker:
    """One process and its pipes."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.alive = True

    async def ask(self, request: Mapping[str, object], seconds: float, memory_mib: int) -> Analysis:
        """Send one request; an end of the process or of the limits is the answer's error."""
        watch = asyncio.create_task(self._watch(memory_mib))
        try:
            async with asyncio.timeout(seconds):
                line = await self._exchange(request)
        except TimeoutError:
            await self.end()
            return Analysis.failed(
                f"The file took longer than the time limit of {seconds:g} seconds: split it, or"
                " raise extraction_timeout"
            )
        except (OSError, ValueError):  # the pipe broke, or the answer is beyond all measure
            line = b""
        finally:
            watch.cancel()
            exceeded = await asyncio.gather(watch, return_exceptions=True)
        if line.endswith(b"\n"):
            return Analysis.from_json(json.loads(line))
        await self.end()
        if exceeded[0] is True:
            return Analysis.failed(MEMORY_CAUSE)
        return Analysis.failed(
            f"The file made the PDF reader crash (exit code {self._process.returncode}): open it in"
            " a viewer, save it again and upload that"
        )

    async def _exchange(self, request: Mapping[str, object]) -> bytes:
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise OSError("the worker has no pipes")
        stdin.write(json.dumps(request).encode() + b"\n")
        await stdin.drain()
        return await stdout.readline()

    async def _watch(self, memory_mib: int) -> bool:
        """Kill the process when it holds too much; True when that was done."""
        while resident_mib(self._process.pid) <= memory_mib:  # noqa: ASYNC110 -- nothing tells us
            await asyncio.sleep(WATCH_EVERY)
        self._kill()
        return True

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    async def end(self) -> None:
        """Kill the process and wait until it is gone."""
        self.alive = False
        self._kill()
        if self._process.stdin is not None:
            self._process.stdin.close()
        await self._process.wait()
