"""Uploading many files: each with its own outcome, none doubled, none in silence."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Literal, TypeAlias

from documine_nb.contract import OPERATIONS
from documine_nb.errors import (
    ConfigError,
    ConflictError,
    DocuMineError,
    OutcomeUnknownError,
    ProtocolError,
)
from documine_nb.models import FileStatus, FileUploadResult
from documine_nb.resources.context import Context
from documine_nb.resources.fanout import fan_out
from documine_nb.resources.progress import Progress
from documine_nb.resources.sources import Source, Uploadable, collect, composed
from documine_nb.resources.statuses import read_statuses
from documine_nb.resources.upload_report import UploadOutcome, UploadReport

__all__ = ["OnExisting", "Uploader"]

OnExisting: TypeAlias = Literal["skip", "replace", "error"]

_WIDTH = 4
_CHOICES = ("skip", "replace", "error")


class Uploader:
    """One upload into one dossier.

    Parameters
    ----------
    context : Context
        The session's surroundings.
    dossier : mapping
        The ids of template and dossier.
    name : str
        The dossier's name, for messages.
    on_existing : {"skip", "replace", "error"}
        What to do where a name is taken.
    """

    def __init__(
        self, context: Context, dossier: Mapping[str, str], name: str, on_existing: OnExisting
    ) -> None:
        if on_existing not in _CHOICES:
            raise ConfigError(
                f"on_existing={on_existing!r} is not known",
                cure=f"There are: {', '.join(_CHOICES)}.",
            )
        self._context = context
        self._dossier = dossier
        self._name = name
        self._on_existing = on_existing
        self._before: dict[str, FileStatus] = {}

    async def upload(
        self, paths: Uploadable, *, attributes: Mapping[str, str], progress: bool
    ) -> UploadReport:
        """Upload all that `paths` stands for."""
        sources = await asyncio.to_thread(collect, paths)
        self._before = {composed(one.filename): one for one in await self._list()}
        decided = self._decide(sources)
        with self._context.progress("Upload", shown=progress) as line:
            tally = _Tally(line, [one for one in sources if decided.get(id(one)) is None])

            async def send(source: Source) -> UploadOutcome:
                outcome = decided.get(id(source)) or await self._send(source, tally)
                tally.ended(outcome)
                if outcome.state in {"uploaded", "replaced"} and attributes:
                    outcome = await self._set_attributes(outcome, attributes)
                return outcome

            outcomes = await fan_out(sources, send, width=_WIDTH)
            report = UploadReport(await self._compared(outcomes))
            line.finish(report._heading)  # noqa: SLF001 -- the report's own words
        return report

    def _decide(self, sources: Sequence[Source]) -> dict[int, UploadOutcome]:
        """Return the outcomes that are known before anything is sent."""
        decided: dict[int, UploadOutcome] = {}
        seen: set[str] = set()
        for source in sources:
            there = self._before.get(source.key)
            if source.problem is not None:
                decided[id(source)] = _failed(source, source.problem)
            elif source.key in seen:
                decided[id(source)] = _failed(source, _twice(source))
            elif there is not None and self._on_existing == "skip":
                decided[id(source)] = UploadOutcome(
                    source.name,
                    "skipped",
                    source.size,
                    (there.id,),
                    "the dossier has a file of this name"
                    + ("" if there.file_size in {None, source.size} else ", of another size"),
                )
            elif there is not None and self._on_existing == "error":
                decided[id(source)] = _failed(source, self._taken(source))
            seen.add(source.key)
        return decided

    async def _send(self, source: Source, tally: _Tally) -> UploadOutcome:
        """Send one file; where the answer was lost, look before sending it once more."""
        try:
            for is_last in (False, True):
                try:
                    return await self._send_once(source, tally)
                except (OutcomeUnknownError, ProtocolError) as error:
                    arrived = await self._arrived(source)
                    if arrived is not None:
                        return self._done(source, (arrived.id,))
                    if is_last:
                        _say_sent_twice(error, source)
                    if is_last or isinstance(error, ProtocolError):
                        raise
        except DocuMineError as error:
            return _failed(source, error)
        raise AssertionError  # pragma: no cover -- the loop returns or raises

    async def _send_once(self, source: Source, tally: _Tally) -> UploadOutcome:
        answer = await self._context.client.upload(
            OPERATIONS["uploadFile"],
            ids=self._dossier,
            filename=source.name,
            source=source.content,
            content_type=source.content_type,
            progress=tally.of(source),
        )
        result = FileUploadResult.from_json(answer.json() or {})
        return self._done(source, result.file_ids or result.processed_file_ids)

    async def _arrived(self, source: Source) -> FileStatus | None:
        for status in await self._list():
            old = self._before.get(source.key)
            is_new = old is None or old.last_uploaded != status.last_uploaded
            is_same = status.file_size in {None, source.size}
            if composed(status.filename) == source.key and is_same and is_new:
                return status
        return None

    def _done(self, source: Source, file_ids: tuple[str, ...]) -> UploadOutcome:
        state: Literal["replaced", "uploaded"] = (
            "replaced" if source.key in self._before else "uploaded"
        )
        return UploadOutcome(source.name, state, source.size, file_ids)

    async def _compared(self, outcomes: Sequence[UploadOutcome]) -> list[UploadOutcome]:
        """Read back what the service made of the names, in one call."""
        if not any(one.state in {"uploaded", "replaced"} for one in outcomes):
            return list(outcomes)
        now = await self._list()
        by_id = {one.id: one for one in now}
        by_name = {composed(one.filename): one for one in now}
        return [_read_back(one, by_id, by_name) for one in outcomes]

    async def _set_attributes(
        self, outcome: UploadOutcome, attributes: Mapping[str, str]
    ) -> UploadOutcome:
        try:
            for file_id in outcome.file_ids:
                await self._context.call(
                    "setFileAttributes",
                    {**self._dossier, "fileId": file_id},
                    json={"attributes": dict(attributes)},
                )
        except DocuMineError as error:
            note = f"uploaded, but its attributes could not be set: {error.message}"
            return replace(outcome, state="failed", note=note, error=error)
        return outcome

    async def _list(self) -> list[FileStatus]:
        return await read_statuses(self._context, self._dossier)

    def _taken(self, source: Source) -> ConflictError:
        return ConflictError(
            f"dossier {self._name!r} has a file {source.name!r} already",
            cure="Rename it, or upload with on_existing='replace' or 'skip'.",
        )


class _Tally:
    """Adds up what all files of an upload have sent."""

    def __init__(self, line: Progress, sources: Sequence[Source]) -> None:
        self._line = line
        self._files = len(sources)
        self._bytes = sum(source.size for source in sources)
        self._sent: dict[int, int] = {}
        self._ended = 0

    def of(self, source: Source) -> Callable[[int, int], None]:
        def sent(done: int, _: int) -> None:
            self._sent[id(source)] = done
            self._show()

        return sent

    def ended(self, outcome: UploadOutcome) -> None:
        self._ended += outcome.state in {"uploaded", "replaced"}
        self._show()

    def _show(self) -> None:
        if not self._files:
            return
        sent = sum(self._sent.values())
        self._line.update(
            f"{self._ended:,} of {self._files:,} files, "
            f"{sent / 1e6:.1f} of {self._bytes / 1e6:.1f} MB",
            sent,
            self._bytes,
        )


def _failed(source: Source, error: DocuMineError) -> UploadOutcome:
    return UploadOutcome(source.name, "failed", source.size, note=str(error), error=error)


def _say_sent_twice(error: DocuMineError, source: Source) -> None:
    error.message = f"{source.name!r} was sent twice and is not in the dossier: {error.message}"
    error.cure = "Look once more after a while; where it is still not there, upload it again."


def _twice(source: Source) -> ConflictError:
    return ConflictError(
        f"{source.name!r} is given twice, and a dossier holds a name once",
        cure="Rename one of them; the first one was taken.",
    )


def _read_back(
    outcome: UploadOutcome, by_id: Mapping[str, FileStatus], by_name: Mapping[str, FileStatus]
) -> UploadOutcome:
    if outcome.state not in {"uploaded", "replaced"}:
        return outcome
    if not outcome.file_ids:
        found = by_name.get(composed(outcome.name))
        return replace(outcome, file_ids=(found.id,)) if found else outcome
    there = by_id.get(outcome.file_ids[0])
    is_document = not outcome.name.lower().endswith((".zip", ".csv"))
    if there is not None and is_document and composed(there.filename) != composed(outcome.name):
        return replace(outcome, note=f"the service names it {there.filename!r}")
    return outcome
