"""Two loads side by side: which values changed, appeared and vanished, by file and component."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

import pandas as pd

from documine_nb.errors import ConfigError
from documine_nb.frames.from_rows import frame_from_rows
from documine_nb.frames.wide import cells_of
from documine_nb.markup import block

if TYPE_CHECKING:
    from documine_nb.frames.result import ComponentResult

__all__ = ["Change", "Comparison", "compare"]

_SHOWN = 200
_IN_TEXT = 20
_IN_LINE, _LONGEST = 80, 300  # characters of a value: in text, in a table
_COLUMNS = {
    "file_id": "string",
    "filename": "string",
    "component": "string",
    "change": "string",
    "before": "string",
    "after": "string",
}
# Colours with their own dark halves; a browser that knows no light-dark() takes the first.
_STYLE = """
<style>
.documine-compare td, .documine-compare th { vertical-align: top; }
.documine-compare .changed td.kind { background: #fff3cd; color: #5c4400; }
.documine-compare .appeared td.kind { background: #d4edda; color: #0b4a1c; }
.documine-compare .vanished td.kind { background: #f8d7da; color: #6d1018; }
@media (prefers-color-scheme: dark) {
.documine-compare .changed td.kind { background: #5c4400; color: #fff3cd; }
.documine-compare .appeared td.kind { background: #0b4a1c; color: #d4edda; }
.documine-compare .vanished td.kind { background: #6d1018; color: #f8d7da; }
}
</style>
"""


@dataclass(frozen=True)
class Change:
    """What became of one component of one file.

    Attributes
    ----------
    file_id, filename, component : str
        ``component`` is empty where the whole file appeared or vanished.
    kind : {"changed", "appeared", "vanished"}
    before, after : tuple of str
        The values.
    """

    file_id: str
    filename: str
    component: str
    kind: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class Comparison:
    """What differs between two loads.

    Attributes
    ----------
    before, after : str
        What was compared.
    same : int
        How many files are in both and have the same values.
    changes : tuple of Change
        The differences, file by file.
    """

    before: str
    after: str
    same: int
    changes: tuple[Change, ...]

    def __bool__(self) -> bool:
        return bool(self.changes)

    def __len__(self) -> int:
        return len(self.changes)

    def __iter__(self) -> Iterator[Change]:
        return iter(self.changes)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a difference.

        Returns
        -------
        DataFrame
            ``file_id``, ``filename``, ``component`` (NA where a whole file appeared or vanished),
            ``change`` ("changed", "appeared" or "vanished"), ``before`` and ``after`` (several
            values joined with ``"; "``).
        """
        return frame_from_rows(
            _COLUMNS,
            (
                (
                    item.file_id,
                    item.filename,
                    item.component or None,
                    item.kind,
                    "; ".join(item.before) or None,
                    "; ".join(item.after) or None,
                )
                for item in self.changes
            ),
        )

    def lines(self) -> list[str]:
        """Return one line a difference."""
        return [
            f"{item.filename}: {item.component or 'the file'} {item.kind}{_values(item)}"
            for item in self.changes
        ]

    def _summary(self) -> str:
        counts = Counter(item.kind for item in self.changes)
        kinds = [f"{counts[kind]:,} {kind}" for kind in ("changed", "appeared", "vanished")]
        files = len({item.file_id for item in self.changes})
        differ = f"{', '.join(kinds)} in {files:,} files" if self.changes else "nothing differs"
        return f"{self.before} → {self.after}: {differ}, {self.same:,} files the same"

    def __repr__(self) -> str:
        lines = self.lines()
        more = [f"  ... and {len(lines) - _IN_TEXT:,} more"] if len(lines) > _IN_TEXT else []
        return "\n".join([self._summary(), *(f"  {line}" for line in lines[:_IN_TEXT]), *more])

    def _repr_html_(self) -> str:
        shown = self.changes[:_SHOWN]
        parts = [f"<p><strong>{escape(self._summary())}</strong></p>"]
        if shown:
            head = "".join(
                f"<th>{name}</th>" for name in ("Component", "Change", "Before", "After")
            )
            rows = "".join(_rows(shown))
            parts.append(f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>")
        if len(self.changes) > len(shown):
            rest = len(self.changes) - len(shown)
            parts.append(f"<p>and {rest:,} more: <code>.to_frame()</code> has all</p>")
        return block(f"{_STYLE}{''.join(parts)}", "documine-compare")


def _values(item: Change) -> str:
    before, after = _both(item, _IN_LINE)
    if item.kind == "changed":
        return f": {before!r} → {after!r}"
    return f": {before or after!r}" if before or after else ""


def _both(item: Change, longest: int) -> tuple[str, str]:
    """Return what was there before and after; of long texts a part in which they differ."""
    before, after = ("; ".join(values) for values in (item.before, item.after))
    if before == after:  # as one value, and as several
        before, after = ("; ".join(map(repr, values)) for values in (item.before, item.after))
    start = 0
    if max(len(before), len(after)) > longest:
        pairs = enumerate(zip(before, after, strict=False))
        shorter = min(len(before), len(after))
        same = next((at for at, (one, other) in pairs if one != other), shorter)
        start = max(0, same - longest // 4)
    return _part(before, start, start + longest), _part(after, start, start + longest)


def _part(text: str, start: int, end: int) -> str:
    return f"{'…' if start else ''}{text[start:end]}{'…' if len(text) > end else ''}"


def _rows(changes: Sequence[Change]) -> Iterator[str]:
    for (_, filename), group in groupby(changes, key=lambda item: (item.file_id, item.filename)):
        yield f'<tr><th colspan="4">{escape(filename)}</th></tr>'
        for item in group:
            before, after = map(escape, _both(item, _LONGEST))
            yield (
                f'<tr class="{item.kind}"><td>{escape(item.component) or "the file"}</td>'
                f'<td class="kind">{item.kind}</td><td>{before}</td><td>{after}</td></tr>'
            )


def compare(
    a: ComponentResult | str | os.PathLike[str], b: ComponentResult | str | os.PathLike[str]
) -> Comparison:
    """Compare two loads, an earlier and a later one.

    Files are matched by their id; those of other ids by their name, where only one file on each
    side has it (an export of another dossier, a package made anew). Texts are compared as sent.

    Parameters
    ----------
    a, b : ComponentResult or path-like
        Of a dossier, a package or a snapshot; or the path of a snapshot.

    Returns
    -------
    Comparison
        A table in colours, ``.to_frame()``, and true where anything differs.

    Raises
    ------
    ConfigError
        One of them is something else, such as a frame.
    StorageError, IntegrityError
        A snapshot cannot be read.

    Examples
    --------
    >>> from documine_nb.frames import ComponentResult
    >>> from documine_nb.models import FileComponents
    >>> def load(sex):
    ...     file = {"fileId": "f1", "filename": "a.pdf", "components": {"Sex": sex}}
    ...     return ComponentResult([FileComponents.from_json(file)])
    >>> compare(load("male"), load("female"))
    earlier → later: 1 changed, 0 appeared, 0 vanished in 1 files, 0 files the same
      a.pdf: Sex changed: 'male' → 'female'
    """
    a, b = _loaded(a), _loaded(b)
    before, after = _files(a), _files(b)
    pairs = _pairs(before, after)
    changes: list[Change] = []
    same = 0
    matched = set(pairs.values())
    for key, (name, components) in before.items():
        other = pairs.get(key)
        if other is None:
            changes.append(Change(key, name, "", "vanished", (), ()))
            continue
        found = list(_of_file(other, after[other][0], components, after[other][1]))
        same += not found
        changes += found
    changes += [
        Change(key, name, "", "appeared", (), ())
        for key, (name, _) in after.items()
        if key not in matched
    ]
    return Comparison(a.source or "earlier", b.source or "later", same, tuple(changes))


def _loaded(load: ComponentResult | str | os.PathLike[str]) -> ComponentResult:
    from documine_nb.frames.result import ComponentResult  # noqa: PLC0415 -- it compares
    from documine_nb.frames.snapshot import read_snapshot  # noqa: PLC0415 -- on demand

    if isinstance(load, (str, os.PathLike)):
        return read_snapshot(load)
    if not isinstance(load, ComponentResult):
        raise ConfigError(
            f"{type(load).__name__} is no load that can be compared",
            cure="Compare results: dossier.components(), dm.read_package(path), or a snapshot.",
        )
    return load


File = tuple[str, Mapping[str, tuple[str, ...]]]


def _files(result: ComponentResult) -> dict[str, File]:
    table = result.table
    cells = cells_of(table, result.components)
    found: dict[str, File] = {}
    rows = zip(*cells.values(), strict=True) if cells else (() for _ in table.file_ids)
    for file_id, filename, row in zip(table.file_ids, table.filenames, rows, strict=True):
        values = {name: texts for name, texts in zip(cells, row, strict=True) if texts}
        found[file_id] = (filename, values)
    return found


def _pairs(before: Mapping[str, File], after: Mapping[str, File]) -> dict[str, str]:
    """Return the later file of each earlier one that has one."""
    pairs = {key: key for key in before if key in after}
    left = _by_name({key: file for key, file in before.items() if key not in pairs})
    right = _by_name({key: file for key, file in after.items() if key not in pairs})
    for name, keys in left.items():
        others = right.get(name, [])
        if len(keys) == len(others) == 1:
            pairs[keys[0]] = others[0]
    return pairs


def _by_name(files: Mapping[str, File]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, (name, _) in files.items():
        found.setdefault(name, []).append(key)
    return found


def _of_file(
    file_id: str,
    filename: str,
    before: Mapping[str, tuple[str, ...]],
    after: Mapping[str, tuple[str, ...]],
) -> Iterator[Change]:
    for name in dict.fromkeys([*before, *after]):
        old, new = before.get(name, ()), after.get(name, ())
        if old != new:
            kind = "changed" if old and new else "appeared" if new else "vanished"
            yield Change(file_id, filename, name, kind, old, new)
