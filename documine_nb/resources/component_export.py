"""Components straight into a Parquet data set, some hundred files in memory at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from documine_nb.frames import MissingFile
from documine_nb.frames.arrow import long_batches, long_schema, write_parts
from documine_nb.models import FileStatus
from documine_nb.models.component_table import ComponentTable
from documine_nb.resources.components import ComponentLoad, with_results
from documine_nb.resources.context import Context

__all__ = ["ParquetExport", "export_components"]

_AT_ONCE = 500


@dataclass(frozen=True)
class ParquetExport:
    """What was written.

    Attributes
    ----------
    paths : tuple of Path
        The parts of the data set.
    files : int
        How many files are in it.
    missing : tuple of MissingFile
        Files without results, and why.
    """

    paths: tuple[Path, ...]
    files: int
    missing: tuple[MissingFile, ...]


async def export_components(
    context: Context,
    dossier: Mapping[str, str],
    statuses: Sequence[FileStatus],
    folder: Path,
    *,
    progress: bool,
) -> ParquetExport:
    """Write the long frame of those files of one dossier."""
    schema = long_schema()  # without pyarrow nothing is fetched
    load = ComponentLoad(context, dossier, whole=False, details=True)
    wanted = {status.id: status for status in statuses if not status.is_failed}
    loop = asyncio.get_running_loop()
    found: set[str] = set()
    running: list[asyncio.Task[Any] | None] = []
    is_cancelled = False

    async def fetch(some: Mapping[str, FileStatus], before: int) -> ComponentTable:
        if is_cancelled:
            raise asyncio.CancelledError
        running[:] = [asyncio.current_task()]
        return await load.fetch(some, line, of=len(wanted), before=before)

    with context.progress("Components", shown=progress) as line:

        def batches() -> Iterator[Any]:
            # Runs in a thread that writes; the files are fetched on the loop meanwhile.
            rest, before = iter(wanted.items()), 0
            while some := dict(islice(rest, _AT_ONCE)):
                table = asyncio.run_coroutine_threadsafe(fetch(some, before), loop).result()
                table = with_results(table, some)
                found.update(table.file_ids)
                before += len(some)
                yield from long_batches(table, table.names())

        try:
            paths = await asyncio.to_thread(write_parts, batches(), schema, folder)
        except asyncio.CancelledError:
            is_cancelled = True
            for task in filter(None, running):
                task.cancel()  # which ends the thread, too
            raise
        missing = load.finish(statuses, found, line)
    return ParquetExport(tuple(paths), len(found), tuple(missing))
