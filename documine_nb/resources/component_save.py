"""Component reports as the service sends them, one file a document, each whole or not there."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from itertools import chain, count
from pathlib import Path
from xml.parsers import expat

from documine_nb.bridge import run
from documine_nb.errors import ConfigError, ProtocolError, StorageError
from documine_nb.resources.component_answers import file_of
from documine_nb.resources.context import Context
from documine_nb.resources.fanout import fan_out
from documine_nb.resources.sealed import written_whole
from documine_nb.transport.answer import Answer
from documine_nb.transport.names import clean_name

__all__ = ["save_reports"]

_WIDTH = 16
_MEDIA_TYPES = {"json": "application/json", "xml": "application/xml"}


def save_reports(
    context: Context,
    dossier: Mapping[str, str],
    names: Mapping[str, str],
    folder: Path,
    format: str,  # noqa: A002 -- as in the call
) -> list[Path]:
    """Write the reports of those files, whose names are given by id.

    Raises
    ------
    ProtocolError
        The service sent something else, or not all of it.
    StorageError
        The folder cannot be written.
    """
    if format not in _MEDIA_TYPES:
        raise ConfigError(
            f"format={format!r} is not known", cure=f"There are: {', '.join(_MEDIA_TYPES)}."
        )
    targets = _targets(names, Path(folder), format)

    async def fetch(pair: tuple[str, Path]) -> Path:
        file_id, target = pair
        answer = await context.call(
            "getComponents",
            {**dossier, "fileId": file_id},
            query={"includeDetails": True},
            accept=_MEDIA_TYPES[format],
        )
        if format == "json":
            file_of(answer, file_id)
        else:
            _check_xml(answer, file_id)
        await asyncio.to_thread(_write, target, answer.content)
        return target

    return run(fan_out(list(zip(names, targets, strict=True)), fetch, width=_WIDTH))


def _check_xml(answer: Answer, file_id: str) -> None:
    # Where no length is stated, one that was cut looks as whole as any other.
    try:
        expat.ParserCreate().Parse(answer.content, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise ProtocolError(
            f"what the service sent of file {file_id} is no whole XML: {error}",
            cure="Save it again; if it stays so, tell the service's support the request id.",
            operation="getComponents",
            status=answer.status,
            request_id=answer.request_id,
        ) from None


def _targets(filenames: Mapping[str, str], folder: Path, ending: str) -> list[Path]:
    taken: dict[str, Path] = {}
    for file_id, filename in filenames.items():
        stem = clean_name(Path(filename).stem) or file_id
        numbered = (f"{stem} ({number})" for number in count(2))
        name = next(one for one in chain([stem], numbered) if one.casefold() not in taken)
        taken[name.casefold()] = folder / f"{name}.{ending}"
    return list(taken.values())


def _write(target: Path, content: bytes) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with written_whole(target) as unfinished:
            unfinished.write_bytes(content)
    except OSError as error:
        raise StorageError(
            f"{str(target)!r} cannot be written: {error.strerror or error}",
            cure="Choose another folder.",
        ) from None
