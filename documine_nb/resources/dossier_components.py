"""The components of a dossier's files, loaded in whichever way they are wanted."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from documine_nb.bridge import blocking
from documine_nb.errors import ConfigError
from documine_nb.models import Dossier as DossierRecord
from documine_nb.models import FileStatus
from documine_nb.resources.components import load_components
from documine_nb.resources.context import Context
from documine_nb.resources.file import File
from documine_nb.resources.statuses import pick_status, read_statuses

if TYPE_CHECKING:
    import pandas as pd

    from documine_nb.frames import ComponentResult
    from documine_nb.resources.component_cache import ComponentCache, Place
    from documine_nb.resources.component_export import ParquetExport

__all__ = ["DossierComponents"]


class DossierComponents:
    """What :class:`.Dossier` knows about components."""

    _context: Context
    record: DossierRecord
    template_id: str

    @property
    def _ids(self) -> dict[str, str]:
        """What the contract's paths call the dossier."""
        return {"dossierTemplateId": self.template_id, "dossierId": self.record.id}

    @blocking
    async def components(
        self,
        files: Sequence[str | File] | None = None,
        *,
        details: bool = True,
        progress: bool = True,
        cache: str | os.PathLike[str] | None = None,
        refresh: bool = False,
    ) -> ComponentResult:
        """Load the components of all files, or of some.

        Parameters
        ----------
        files : sequence of str or File, optional
            Names, ids or handles; all by default.
        details : bool, default True
            Whether the service says where each value is from. Without, an eighth of the bytes is
            loaded: ``.wide()`` is the same, ``.long()`` has NA for rule, description, original,
            overridden, entity types and pages. A `cache` keeps both apart.
        progress : bool, default True
            Whether a line says how far it is.
        cache : path-like, optional
            A folder in which what was loaded is kept, so that the next load fetches only files
            that changed; and where none did, gives plain ``.wide()`` and ``.long()`` frames as
            they were, without building them again. It holds what the documents say, so only your
            user can open it. Needs pyarrow; without a folder nothing is kept. A load that is
            interrupted keeps what it has: the next one goes on from there. Where the folder cannot
            be written, such as on a full disk, a warning says so, and the result is there all the
            same.
        refresh : bool, default False
            Whether all files are fetched anew into the cache.

        Returns
        -------
        ComponentResult
            ``.wide()``, ``.long()``, ``.quality()``, ``.save(folder, "json")``; files without a
            result are named in its quality report.

        Raises
        ------
        StorageError
            The `cache` cannot be a folder; nothing was loaded.

        Examples
        --------
        >>> result = dossier.components()
        >>> len(result), len(dossier.components([file]))
        (3, 1)
        >>> result.wide()["GLP_Study"].dtype
        BooleanDtype
        >>> dossier.components(details=False).wide().equals(result.wide())
        True
        """
        kept = None if cache is None else self._cache(cache, details=details)
        return await self._components(
            files, details=details, progress=progress, cache=kept, refresh=refresh
        )

    @blocking
    async def to_parquet(
        self,
        folder: str | os.PathLike[str],
        files: Sequence[str | File] | None = None,
        *,
        progress: bool = True,
    ) -> ParquetExport:
        """Load the components straight into a Parquet data set, whatever their number.

        The long frame is written part by part, so that 100,000 files take no more memory than a
        thousand. pandas, Dask, Polars and DuckDB open the folder. Needs pyarrow. The parts come
        to their names together in the end: an export that is interrupted leaves the folder as it
        was.

        Parameters
        ----------
        folder : path-like
            Where to; made if it is not there.
        files : sequence of str or File, optional
            Names, ids or handles; all by default.
        progress : bool, default True
            Whether a line says how far it is.

        Returns
        -------
        ParquetExport
            ``.paths``, ``.files``, and ``.missing``: files without results, and why.

        Examples
        --------
        >>> export = dossier.to_parquet("acute-oral")
        >>> export.files, export.missing
        (3, ())
        """
        from documine_nb.resources.component_export import export_components  # noqa: PLC0415 -- pandas

        statuses = await self._chosen(files)
        return await export_components(
            self._context, self._ids, statuses, Path(folder), progress=progress
        )

    @blocking
    async def purge_cache(self, cache: str | os.PathLike[str]) -> None:
        """Remove what ``components(cache=...)`` keeps of this dossier in a folder.

        Examples
        --------
        >>> dossier.components(cache="kept")
        <ComponentResult: 3 files, 39 components from dossier 'Acute oral'>
        >>> dossier.purge_cache("kept")
        """
        for details in (True, False):
            await asyncio.to_thread(self._cache(cache, details=details).purge)

    @blocking
    async def to_frame(self, files: Sequence[str | File] | None = None) -> pd.DataFrame:
        """Load the components as a wide DataFrame; the same as ``components().wide()``.

        Only values are loaded: of rules, pages and corrections ``components()`` knows more.

        Examples
        --------
        >>> dossier.to_frame()["Experimental_Starting_Date"].dtype
        dtype('<M8[us]')
        """
        return (await self._components(files, details=False)).wide()

    def _cache(self, folder: str | os.PathLike[str], *, details: bool) -> ComponentCache:
        from documine_nb.resources.component_cache import ComponentCache  # noqa: PLC0415 -- pandas

        if not os.fspath(folder):
            raise ConfigError(
                "cache='' names no folder", cure="Give a path, or None to keep nothing."
            )
        client = self._context.client
        key = (client.endpoint.base_url, client.workspace, self.template_id, self.record.id)
        return ComponentCache(Path(folder), key if details else (*key, "without details"))

    async def _components(
        self,
        files: Sequence[str | File] | None,
        *,
        cache: ComponentCache | None = None,
        refresh: bool = False,
        **options: Any,
    ) -> ComponentResult:
        statuses, kept = await self._looked_up(files, cache, refresh=refresh)
        return await load_components(
            self._context,
            self._ids,
            statuses,
            source=f"dossier {self.record.name!r}",
            whole=files is None,
            cache=cache,
            kept=kept,
            **options,
        )

    async def _looked_up(
        self, files: Sequence[str | File] | None, cache: ComponentCache | None, *, refresh: bool
    ) -> tuple[list[FileStatus], Mapping[str, Place]]:
        """Return what the service says of the files; and those whose components are kept."""
        if cache is None:
            return await self._chosen(files), {}
        opening = asyncio.to_thread(cache.open, refresh=refresh)
        statuses, segments = await asyncio.gather(self._chosen(files), opening)
        return statuses, await asyncio.to_thread(cache.unchanged, segments, statuses)

    async def _chosen(self, files: Sequence[str | File] | None) -> list[FileStatus]:
        statuses = await read_statuses(self._context, self._ids, rest=False)
        if files is None:
            return statuses
        given = [files] if isinstance(files, (str, File)) else files
        wanted = [one.id if isinstance(one, File) else one for one in given]
        return [pick_status(statuses, one, dossier=self.record.name) for one in wanted]
