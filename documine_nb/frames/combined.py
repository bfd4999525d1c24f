"""Several results as one: frames, quality, evidence and the days of the values stay together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from documine_nb.errors import ConfigError
from documine_nb.frames.loaded import Loaded
from documine_nb.frames.quality import DoubleFile, MissingFile
from documine_nb.frames.result import ComponentResult
from documine_nb.packages import Twice, join_tables

__all__ = ["combine"]

_NAMED = 3  # sources in one line; beyond, their number says more


def combine(results: Iterable[ComponentResult]) -> ComponentResult:
    """Return the results of several dossiers or packages as one.

    Joining their frames with ``pd.concat`` instead loses what belongs to them: the way back to
    evidence and quality, and the days on which the values were loaded.

    Parameters
    ----------
    results : iterable of ComponentResult
        What ``dossier.components()``, ``dm.read_package`` or ``dm.read_snapshot`` gave.

    Returns
    -------
    ComponentResult
        All files in the order of the results. Of a file that several have, the values loaded last
        are taken, at the same time those of the result named later; ``quality()`` tells. A file
        that is missing in one and there in another is there; why it is in none, the last load
        says. When the values were loaded is known where it is known of all. Endpoints go by the
        tables of the snapshots where all have the same, else by today's.

    Raises
    ------
    ConfigError
        There are no results at all, or something is none.

    Examples
    --------
    >>> from documine_nb.models import FileComponents
    >>> oral, dermal = (
    ...     ComponentResult([FileComponents(None, None, name, f"{name}.pdf", {"Sex": ("male",)})])
    ...     for name in ("oral", "dermal")
    ... )
    >>> combine([oral, dermal]).wide()["file name"].tolist()
    ['oral.pdf', 'dermal.pdf']
    """
    every = _checked(results)
    if not every:
        raise ConfigError("there are no results to combine", cure="Name one at least.")
    table, twice = join_tables(
        [result.table for result in every], lambda place, file_id: _moment(every[place], file_id)
    )
    names = [result.source or f"result {place}" for place, result in enumerate(every, start=1)]
    there = set(table.file_ids)
    replaced = {(one.older, one.file_id) for one in twice}
    return ComponentResult(
        table,
        order=list(dict.fromkeys(chain.from_iterable(result.components for result in every))),
        missing=[file for file in _missing(every) if file.file_id not in there],
        doubles=[*chain.from_iterable(result.doubles for result in every), *_doubles(twice, names)],
        save=partial(_save, every),
        source=", ".join(names) if len(names) <= _NAMED else f"{len(names):,} results",
        versions={
            file_id: versions
            for place, result in enumerate(every)
            for file_id, versions in result.versions.items()
            if (place, file_id) not in replaced
        },
        tables=_tables(every),
        documents=list(dict.fromkeys(chain.from_iterable(result.documents for result in every))),
        loaded=_loaded(every),
    )


def _checked(results: Iterable[ComponentResult]) -> list[ComponentResult]:
    """Return the results, if they are some; a single one is iterable, too: by its files."""
    every = [] if isinstance(results, ComponentResult) else list(results)
    strange = next((one for one in every if not isinstance(one, ComponentResult)), None)
    if strange is not None or isinstance(results, ComponentResult):
        found = "one result alone" if strange is None else f"a {type(strange).__name__}"
        raise ConfigError(
            f"results are combined, and this is {found}",
            cure="Write dm.combine([first, second]) with what .components() or read_package gave.",
        )
    return every


def _moment(result: ComponentResult, file_id: str = "") -> float:
    return result.loaded.moment(file_id) if result.loaded else 0.0


def _missing(results: Sequence[ComponentResult]) -> list[MissingFile]:
    """Return the files without results, each once, as the last load has them."""
    every = chain.from_iterable(result.missing for result in sorted(results, key=_moment))
    return list({file.file_id or file: file for file in every}.values())


def _doubles(twice: Iterable[Twice], names: Sequence[str]) -> Iterator[DoubleFile]:
    for one in twice:
        differs = "the same values" if one.is_same else "other values"
        reason = f"taken from {names[one.newer]}; {names[one.older]} has {differs}"
        yield DoubleFile(one.filename, reason, one.file_id)


def _tables(results: Sequence[ComponentResult]) -> Any:
    first = results[0].tables
    return first if all(result.tables == first for result in results) else None


def _loaded(results: Sequence[ComponentResult]) -> Loaded | None:
    known = [(one.loaded, one.table.file_ids) for one in results if one.loaded is not None]
    return Loaded.together(known) if len(known) == len(results) else None


def _save(results: Sequence[ComponentResult], folder: Path, kind: str) -> list[Path]:
    """Write the answers of each result, where there are several into a folder of its own."""
    if len(results) == 1:
        return results[0].save(folder, kind)
    return [
        path
        for place, result in enumerate(results, start=1)
        for path in result.save(folder / f"{place}", kind)
    ]
