"""Loading components: one call for all where the service has it, a few at a time where not."""

from __future__ import annotations

import asyncio
import warnings
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING

from documine_nb.errors import (
    NotFoundError,
    ProtocolError,
    RequestError,
    StorageError,
)
from documine_nb.models import FileStatus
from documine_nb.models.component_table import ComponentTable
from documine_nb.models.garbage import give_back
from documine_nb.resources.component_answers import InOrder, file_of, say_which, table_of
from documine_nb.resources.component_save import save_reports
from documine_nb.resources.context import Context
from documine_nb.resources.fetching import fetch_all
from documine_nb.resources.progress import Progress
from documine_nb.resources.statuses import read_statuses

if TYPE_CHECKING:
    from documine_nb.frames import ComponentResult, MissingFile
    from documine_nb.resources.component_cache import ComponentCache, Place, Written
    from documine_nb.resources.component_frames import KeptFrames

__all__ = ["ComponentLoad", "load_components", "with_results"]

_REASONS_TOLD = 2
_NO_BULK = {400, 404, 405}
_WIDTH = 16
_MANY = 1_000
_BULK_FROM = 4  # with less than a quarter of the files to fetch, one call a file is quicker
_BULK_MOST = 10_000  # of more files an answer would outgrow what an answer may have


async def load_components(
    context: Context,
    dossier: Mapping[str, str],
    statuses: Sequence[FileStatus],
    *,
    source: str,
    whole: bool,
    details: bool = True,
    progress: bool = True,
    cache: ComponentCache | None = None,
    kept: Mapping[str, Place] | None = None,
) -> ComponentResult:
    """Load the components of those files of one dossier, in their order.

    `dossier` holds the ids of the template and the dossier, as the contract's paths name them;
    `whole` says that these are all its files, so that one call may bring them; without `details`
    the service sends the values alone, an eighth of the bytes. Files that are `kept` are not
    fetched; the others are kept in the `cache` from now on.
    Files without a result are not left out in silence: the result names them, and why.
    """
    from documine_nb.frames import ComponentResult  # noqa: PLC0415 -- pandas
    from documine_nb.frames.loaded import Loaded  # noqa: PLC0415 -- the same

    load = ComponentLoad(context, dossier, whole=whole, details=details)
    with context.progress("Components", shown=progress) as line:
        table, finished = await load.run(statuses, line, cache, kept or {})
        found = set(table.file_ids)
        missing = load.finish(statuses, found, line)
    return ComponentResult(
        table,
        missing=missing,
        save=partial(
            save_reports, context, dossier, dict(zip(table.file_ids, table.filenames, strict=True))
        ),
        source=source,
        versions={status.id: _versions(status) for status in statuses if status.id in found},
        # What came from the cache was found unchanged just now.
        loaded=Loaded.at([context.clock.wall()]),
        finished=finished,
    )


def _versions(status: FileStatus) -> Mapping[str, int]:
    return _named(status.analysis_version, status.rules_version, status.dictionary_version)


@lru_cache  # most files have the same ones
def _named(analysis: int | None, rules: int | None, dictionary: int | None) -> Mapping[str, int]:
    versions = {"analysis": analysis, "rules": rules, "dictionary": dictionary}
    return {name: version for name, version in versions.items() if version is not None}


@dataclass(frozen=True)
class ComponentLoad:
    """One load: which files are fetched, and by which calls."""

    context: Context
    dossier: Mapping[str, str]
    whole: bool
    details: bool
    _not_found: dict[str, NotFoundError] = field(default_factory=dict)
    _deleted: set[str] = field(default_factory=set)

    async def run(
        self,
        statuses: Sequence[FileStatus],
        line: Progress,
        cache: ComponentCache | None,
        kept: Mapping[str, Place],
    ) -> tuple[ComponentTable, KeptFrames | None]:
        """Load the files that have results, in their order; and what frames of them are kept."""
        wanted = {status.id: status for status in statuses if not status.is_failed}
        changed = {key: status for key, status in wanted.items() if key not in kept}
        loaded = await self._fetch_beside(changed, line, cache, kept)
        whole = with_results(loaded, wanted, kept)
        if len(loaded) > _MANY:
            whole.settle()
            give_back()
        if cache is None:
            return whole, None
        loaded = with_results(loaded, changed)
        written = {}
        if len(loaded):
            written = await self._keep(cache, loaded, whole, wanted, complete=self.whole)
        if 0 < len(loaded) < len(whole):
            # To keep a frame costs a tenth of a reload; who changes files will change more.
            return whole, None
        return whole, cache.frames(whole.file_ids, kept, written)

    async def _keep(
        self,
        cache: ComponentCache,
        loaded: ComponentTable,
        whole: ComponentTable,
        wanted: Mapping[str, FileStatus],
        *,
        complete: bool,
    ) -> Written:
        """Keep what was loaded; where that fails, it is loaded all the same."""
        try:
            return await asyncio.to_thread(cache.write, loaded, whole, wanted, complete=complete)
        except StorageError as error:
            warnings.warn(f"loaded, but not kept: {error}", stacklevel=2)
            return {}

    async def _fetch_beside(
        self,
        changed: Mapping[str, FileStatus],
        line: Progress,
        cache: ComponentCache | None,
        kept: Mapping[str, Place],
    ) -> ComponentTable:
        """Fetch what changed; what is kept is unpacked meanwhile, since it is needed, too."""
        if not changed:
            return ComponentTable()
        segments = {id(segment): segment for segment, _ in kept.values()}
        unpacking = asyncio.gather(
            *(asyncio.to_thread(segment.columns) for segment in segments.values())
        )
        of = len(changed) + len(kept)
        loaded = await self._begun(changed, line, of)
        try:
            await self._fetch_rest(loaded, changed, line, of=of, before=len(kept))
        except BaseException:
            # The next load goes on from here.
            if cache is not None and len(some := with_results(loaded, changed)):
                await self._keep(cache, some, some, changed, complete=False)
            raise
        await unpacking
        return loaded

    async def fetch(
        self, wanted: Mapping[str, FileStatus], line: Progress, *, of: int, before: int = 0
    ) -> ComponentTable:
        """Fetch those files, of so many in all of which some were fetched before."""
        table = await self._begun(wanted, line, of)
        await self._fetch_rest(table, wanted, line, of=of, before=before)
        return table

    async def _begun(
        self, wanted: Mapping[str, FileStatus], line: Progress, of: int
    ) -> ComponentTable:
        """Return what one call for all files brings, if it is worth it; else nothing."""
        if self.whole and of < _BULK_FROM * len(wanted) <= _BULK_FROM * _BULK_MOST:
            line.update(f"reading {len(wanted):,} files")
            return await self._bulk()
        return ComponentTable()

    async def _fetch_rest(
        self,
        table: ComponentTable,
        wanted: Mapping[str, FileStatus],
        line: Progress,
        *,
        of: int,
        before: int,
    ) -> None:
        """Add to the table what is not there yet: a service may cap its bulk answer."""
        known = set(table.file_ids)
        left = [key for key in wanted if key not in known]
        done = before + len(wanted) - len(left)

        files = InOrder(table)
        answer_of = self.context.reads(
            "getComponents", self.dossier, each="fileId", query={"includeDetails": self.details}
        )

        async def load(numbered: tuple[int, str]) -> None:
            nonlocal done
            number, file_id = numbered
            try:
                files.add(number, file_of(await answer_of(file_id), file_id))
            except (RequestError, ProtocolError) as error:
                say_which(error, repr(wanted[file_id].filename))
                if not isinstance(error, NotFoundError):
                    raise
                await self._miss(wanted[file_id], error)
            done += 1
            line.update(f"{done:,} of {of:,} files", done, of)

        try:
            await fetch_all(list(enumerate(left)), load, width=_WIDTH, clock=self.context.clock)
        finally:
            files.finish()
        if self._not_found:
            await self._check_deleted()

    async def _miss(self, status: FileStatus, error: NotFoundError) -> None:
        if not status.is_ready:
            return  # some services have an empty answer before the first analysis, others none
        self._not_found[status.id] = error
        if len(self._not_found) == 1 and not self._deleted:  # where none is found, the first tells
            await self._check_deleted()

    async def _check_deleted(self) -> None:
        """Raise where a file is there whose components are not found."""
        sought = dict(self._not_found)
        self._not_found.clear()
        for status in await read_statuses(self.context, self.dossier, rest=False):
            if status.id in sought:
                raise sought[status.id]
        self._deleted.update(sought)

    async def _bulk(self) -> ComponentTable:
        try:
            answer = await self.context.call(
                "getComponentsForFiles", self.dossier, query={"includeDetails": self.details}
            )
            # Thousands of files take a while to read: the I/O thread serves others meanwhile.
            table = await asyncio.to_thread(table_of, answer)
        except RequestError as refused:
            if refused.status in _NO_BULK:
                return ComponentTable()
            raise
        except ProtocolError:
            return ComponentTable()  # too large to be read at once, or damaged: file by file, then
        is_plain = len(set(table.file_ids)) == len(table)
        return table if is_plain else ComponentTable()  # of a file that stands twice, which?

    def finish(
        self, statuses: Sequence[FileStatus], found: Collection[str], line: Progress
    ) -> list[MissingFile]:
        """Return the files without results, and why; the line says so in short."""
        from documine_nb.frames import MissingFile  # noqa: PLC0415 -- pandas

        missing = [
            MissingFile(status.filename, self._why_missing(status), status.id)
            for status in statuses
            if status.id not in found
        ]
        reasons = Counter(file.reason for file in missing).most_common(_REASONS_TOLD)
        told = "".join(f"; {count:,} not: {reason}" for reason, count in reasons)
        line.finish(f"{len(found):,} of {len(statuses):,} files{told}")
        return missing

    def _why_missing(self, status: FileStatus) -> str:
        """Say why a file has no results."""
        if status.is_failed:
            return f"its processing failed: {status.error_cause or 'the service names no cause'}"
        if status.id in self._deleted:
            return "it was deleted while the files were loaded"
        if status.is_ready:
            return "the service sent no components for it"
        return f"it is not processed yet ({status.processing_status})"


def with_results(
    loaded: ComponentTable,
    wanted: Mapping[str, FileStatus],
    kept: Mapping[str, Place] | None = None,
) -> ComponentTable:
    """Return the files that have results, in the order wanted; `kept` are those not loaded anew."""
    places: dict[str, tuple[ComponentTable, int]]
    places = {file_id: (loaded, number) for number, file_id in enumerate(loaded.file_ids)}
    places.update(kept or {})  # a call for all files brings those, too
    filled = cache(ComponentTable.filled)
    chosen = []
    for file_id, status in wanted.items():
        if (place := places.get(file_id)) is None:
            continue
        table, number = place
        # Before its first analysis a file has an answer, too: an empty one.
        if status.is_ready or filled(table)[number]:
            chosen.append(place)
    return ComponentTable.together(chosen)
