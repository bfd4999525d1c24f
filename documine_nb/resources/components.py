"""Loading components: one call for all where the service has it, a few at a time where not."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from documine_nb.bridge import run
from documine_nb.errors import ConfigError, RequestError, StorageError
from documine_nb.models import FileComponents, FileStatus, read_records
from documine_nb.resources.context import Context
from documine_nb.resources.fanout import fan_out
from documine_nb.resources.progress import Progress
from documine_nb.transport.names import clean_name

if TYPE_CHECKING:
    from documine_nb.frames import ComponentResult

__all__ = ["load_components"]

_NO_BULK = {400, 404, 405}
_WIDTH = 16
_MEDIA_TYPES = {"json": "application/json", "xml": "application/xml"}


async def load_components(
    context: Context,
    dossier: Mapping[str, str],
    statuses: Sequence[FileStatus],
    *,
    source: str,
    whole: bool,
    progress: bool = True,
) -> ComponentResult:
    """Load the components of those files of one dossier, in their order.

    `dossier` holds the ids of the template and the dossier, as the contract's paths name them;
    `whole` says that these are all its files, so that one call may bring them.
    Files without a result are not left out in silence: the result names them, and why.
    """
    from documine_nb.frames import ComponentResult, MissingFile  # noqa: PLC0415 -- pandas

    with context.progress("Components", shown=progress) as line:
        found = await _load(context, dossier, statuses, line, whole=whole)
        line.finish(f"{len(found):,} of {len(statuses):,} files")
    missing = [
        MissingFile(file_id=status.id, filename=status.filename, reason=_why_missing(status))
        for status in statuses
        if status.id not in found
    ]
    present = [status for status in statuses if status.id in found]
    return ComponentResult(
        [found[status.id] for status in present],
        missing=missing,
        save=partial(_save, context, dossier, present),
        source=source,
    )


async def _load(
    context: Context,
    dossier: Mapping[str, str],
    statuses: Sequence[FileStatus],
    line: Progress,
    *,
    whole: bool,
) -> dict[str, FileComponents]:
    found: dict[str, FileComponents] = {}
    wanted = {status.id: status for status in statuses if not status.is_failed}
    if whole and wanted:
        line.update(f"reading {len(wanted):,} files")
        found = {one.file_id: one for one in await _bulk(context, dossier)}
    # A service may cap its bulk answer, or not have it at all.
    left = [status for status in wanted.values() if status.id not in found]
    done = len(wanted) - len(left)

    async def load(status: FileStatus) -> FileComponents:
        nonlocal done
        one = await _single(context, dossier, status.id)
        done += 1
        line.update(f"{done:,} of {len(wanted):,} files", done, len(wanted))
        return one

    found |= {one.file_id: one for one in await fan_out(left, load, width=_WIDTH)}
    return {
        key: one
        for key, one in found.items()
        # Before its first analysis a file has an answer, too: an empty one.
        if key in wanted and (wanted[key].is_ready or any(one.components.values()))
    }


async def _bulk(context: Context, dossier: Mapping[str, str]) -> list[FileComponents]:
    try:
        answer = await context.call(
            "getComponentsForFiles", dossier, query={"includeDetails": True}
        )
    except RequestError as refused:
        if refused.status in _NO_BULK:
            return []
        raise
    # Thousands of files take a while to read: the I/O thread has others to serve meanwhile.
    return await asyncio.to_thread(
        lambda: read_records(FileComponents, answer.json(), wrapper_hint="files")
    )


async def _single(context: Context, dossier: Mapping[str, str], file_id: str) -> FileComponents:
    answer = await context.read(
        "getComponents", {**dossier, "fileId": file_id}, query={"includeDetails": True}
    )
    return FileComponents.from_json(answer)


def _why_missing(status: FileStatus) -> str:
    if status.is_failed:
        return f"its processing failed: {status.error_cause or 'the service names no cause'}"
    if status.is_ready:
        return "the service sent no components for it"
    return f"it is not processed yet ({status.processing_status})"


def _save(
    context: Context,
    dossier: Mapping[str, str],
    statuses: Sequence[FileStatus],
    folder: Path,
    format: str,  # noqa: A002 -- as in the call
) -> list[Path]:
    """Write what the service itself sends, one file a document, as it comes."""
    if format not in _MEDIA_TYPES:
        raise ConfigError(
            f"format={format!r} is not known", cure=f"There are: {', '.join(_MEDIA_TYPES)}."
        )
    targets = _targets(statuses, Path(folder), format)

    async def fetch(pair: tuple[FileStatus, Path]) -> Path:
        status, target = pair
        answer = await context.call(
            "getComponents",
            {**dossier, "fileId": status.id},
            query={"includeDetails": True},
            accept=_MEDIA_TYPES[format],
        )
        await asyncio.to_thread(_write, target, answer.content)
        return target

    return run(fan_out(list(zip(statuses, targets, strict=True)), fetch, width=_WIDTH))


def _targets(statuses: Sequence[FileStatus], folder: Path, ending: str) -> list[Path]:
    names: dict[str, int] = {}
    targets = []
    for status in statuses:
        stem = clean_name(Path(status.filename).stem) or status.id
        count = names[stem.casefold()] = names.get(stem.casefold(), 0) + 1
        targets.append(folder / f"{stem}{f' ({count})' if count > 1 else ''}.{ending}")
    return targets


def _write(target: Path, content: bytes) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    except OSError as error:
        raise StorageError(
            f"{str(target)!r} cannot be written: {error.strerror or error}",
            cure="Choose another folder.",
        ) from None
