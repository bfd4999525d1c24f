"""Where a value comes from: document, page, rule, description, and the page as a picture."""

from __future__ import annotations

import base64
import difflib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import pandas as pd

from documine_nb.errors import AmbiguousNameError, DocuMineError, NotFoundError, StorageError
from documine_nb.frames.from_rows import frame_from_rows
from documine_nb.frames.pages import DrawnPage, draw_pages
from documine_nb.markup import block
from documine_nb.packages.overview import comparable
from documine_nb.packages.sources import open_source

if TYPE_CHECKING:
    from documine_nb.frames.result import ComponentResult
    from documine_nb.models.components import FileComponents

__all__ = ["Evidence", "EvidenceItem", "evidence_of"]

_COLUMNS = {
    "position": "Int64",
    "value": "string",
    "pages": "string",
    "rule_id": "string",
    "description": "string",
    "entity_types": "string",
    "overridden": "boolean",
    "original": "string",
}
_DOCUMENT = ".pdf"
_ORIGINAL = "Original"  # the folder of a package beside which others may have marked copies
_NAMED = 5  # documents, in an error
_NOT_DRAWN = "No page to draw: the document has no such page, or not the value's text."


@dataclass(frozen=True)
class EvidenceItem:
    """One value, and what the service says of its origin."""

    position: int
    value: str
    pages: tuple[int, ...] = ()
    rule_id: str | None = None
    description: str | None = None
    entity_types: tuple[str, ...] = ()
    overridden: bool | None = None
    original: str | None = None


@dataclass(frozen=True, repr=False)
class Evidence:
    """Where the values of one component of one file come from.

    Attributes
    ----------
    file_id, filename, component : str
    items : tuple of EvidenceItem
        One a value.
    document : str or None
        Where the document was found, None where it is not at hand.
    others : tuple of str
        Several documents that may be meant, of which none is taken.
    """

    file_id: str
    filename: str
    component: str
    items: tuple[EvidenceItem, ...]
    document: str | None
    _content: bytes | None
    others: tuple[str, ...] = ()

    @property
    def pages(self) -> tuple[int, ...]:
        """The pages that the service names, from 1."""
        return tuple(sorted({page for item in self.items for page in item.pages}))

    @cached_property
    def drawn(self) -> tuple[DrawnPage, ...]:
        """The pages drawn, with the lines of the values marked where their text was found.

        The service tells pages alone: marks come from a search for the value's text, and say so.
        Where it names no page, the first one with the text is drawn. Empty where the document is
        not at hand.

        Raises
        ------
        MissingExtraError
            Drawing needs the extra ``demo``.
        IntegrityError
            The document cannot be opened.
        AmbiguousNameError
            Several documents that differ have the file's name.
        """
        if self.others:
            raise AmbiguousNameError(
                f"{len(self.others)} documents may be {self.filename!r}, and they differ:"
                f" {', '.join(self.others[:_NAMED])}",
                cure="Name the one that is meant: evidence(..., documents='folder/name.pdf').",
            )
        if self._content is None:
            return ()
        values = [item.original or item.value for item in self.items]
        return tuple(draw_pages(self._content, self.pages, values, what=self.filename))

    def to_frame(self) -> pd.DataFrame:
        """Return one row a value.

        Returns
        -------
        DataFrame
            ``position``, ``value``, ``pages``, ``rule_id``, ``description``, ``entity_types``,
            ``overridden`` and ``original``.
        """
        return frame_from_rows(_COLUMNS, (self._row(item) for item in self.items))

    @staticmethod
    def _row(item: EvidenceItem) -> tuple[Any, ...]:
        return (
            item.position,
            item.value,
            ", ".join(map(str, item.pages)) or None,
            item.rule_id,
            item.description,
            "; ".join(item.entity_types) or None,
            item.overridden,
            item.original,
        )

    def _heading(self) -> str:
        where = ", document not at hand"
        if self.document:
            where = f", document {self.document}"
        elif self.others:
            where = f", {len(self.others)} documents of this name"
        return f"{self.component} in {self.filename}{where}"

    def _lines(self, item: EvidenceItem) -> list[str]:
        pages = ", ".join(map(str, item.pages)) or "not stated"
        lines = [f"{item.value!r}: page {pages}"]
        lines += [f"rule {item.rule_id}: {item.description or ''}".rstrip(": ")] * bool(
            item.rule_id
        )
        if item.overridden:
            lines.append(f"corrected by hand; extracted was {item.original!r}")
        return lines

    def __repr__(self) -> str:
        lines = [self._heading()]
        for item in self.items:
            first, *rest = self._lines(item)
            lines += [f"  {first}", *(f"    {line}" for line in rest)]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<li>{'<br>'.join(escape(line) for line in self._lines(item))}</li>"
            for item in self.items
        )
        heading = f"<p><strong>{escape(self._heading())}</strong></p>"
        return block(f"{heading}<ul>{rows}</ul>{self._pictures()}", "documine-evidence")

    def _pictures(self) -> str:
        try:
            drawn = self.drawn
        except DocuMineError as wrong:  # the facts are worth showing without the picture
            return f"<p>{escape(str(wrong))}</p>"
        if self._content is not None and not drawn:
            return f"<p>{_NOT_DRAWN}</p>"
        shown = {page.number for page in drawn}
        left_out = ", ".join(str(page) for page in self.pages if page not in shown)
        told = f"<p>Not drawn: page {left_out}</p>" if drawn and left_out else ""
        return told + "".join(
            f"<figure><figcaption>{escape(page.caption)}</figcaption>"
            f'<img alt="{escape(page.caption)}" style="max-width:100%;border:1px solid #999"'
            f' src="data:image/png;base64,{base64.b64encode(page.png).decode()}"></figure>'
            for page in drawn
        )


def evidence_of(
    result: ComponentResult,
    file: str,
    component: str,
    documents: str | os.PathLike[str] | None = None,
) -> Evidence:
    """Return where the values come from; see ``ComponentResult.evidence``."""
    number = _number(result, file)
    record = result.files[number]
    if component not in result.components:
        near = difflib.get_close_matches(component, result.components, n=3)
        shown = " or ".join(map(repr, near)) or ", ".join(map(repr, result.components[:12]))
        raise NotFoundError(f"no component {component!r}", cure=f"Is it {shown}?")
    sources = result.documents if documents is None else _sources(documents)
    has_namesakes = result.table.filenames.count(record.filename) > 1
    found = _documents(sources, record.filename, has_namesakes=has_namesakes)
    is_clear = len(set(found.values())) == 1
    document, content = next(iter(found.items())) if is_clear else (None, None)
    others = () if is_clear else tuple(found)
    items = tuple(_items(record, component))
    return Evidence(record.file_id, record.filename, component, items, document, content, others)


def _number(result: ComponentResult, file: str) -> int:
    ids, names = result.table.file_ids, result.table.filenames
    if file in ids:
        return ids.index(file)
    numbers = [number for number, name in enumerate(names) if name == file]
    if len(numbers) > 1:
        raise AmbiguousNameError(
            f"{len(numbers)} files are named {file!r}",
            cure=f"Use an id: {', '.join(ids[number] for number in numbers[:5])}.",
        )
    if not numbers:
        near = difflib.get_close_matches(file, names, n=3)
        cure = (
            f"Is it {' or '.join(map(repr, near))}?" if near else "result.wide() lists the files."
        )
        raise NotFoundError(f"no file {file!r} in this result", cure=cure)
    return numbers[0]


def _items(record: FileComponents, component: str) -> Iterable[EvidenceItem]:
    detailed = (record.details or {}).get(component)
    if detailed is None:
        for position, value in enumerate(record.components.get(component, ()), start=1):
            yield EvidenceItem(position, value)
        return
    for position, item in enumerate(detailed.values, start=1):
        pages = [entity.page for entity in item.entities if entity.page is not None]
        kinds = [entity.type for entity in item.entities if entity.type]
        yield EvidenceItem(
            position,
            item.value or "",
            tuple(dict.fromkeys(pages)),
            item.rule_id,
            item.description,
            tuple(dict.fromkeys(kinds)),
            detailed.overridden,
            item.original_value,
        )


def _sources(documents: str | os.PathLike[str]) -> list[Path]:
    """Return the document, package or folder; of a folder, the packages in it, too."""
    path = Path(documents).expanduser()
    if not path.exists():
        raise StorageError(f"nothing is at {str(path)!r}", cure="Where are the documents?")
    return [path, *sorted(path.rglob("*.zip"))] if path.is_dir() else [path]


def _documents(sources: Sequence[Path], filename: str, *, has_namesakes: bool) -> dict[str, bytes]:
    """Return the documents that may be meant, by where they are."""
    found: dict[str, bytes] = {}
    for source in sources:
        if source.suffix.lower() == _DOCUMENT and source.is_file():
            return {source.name: source.read_bytes()}
        with open_source(source) as opened:
            for member in _meant(opened.members, filename, has_namesakes=has_namesakes):
                found[f"{source.name}/{member}"] = opened.read(member)
    return found


def _meant(members: Iterable[str], filename: str, *, has_namesakes: bool) -> list[str]:
    """Return documents of that name, else of one that differs in signs or an added number alone.

    Of files with one name, a package numbers the second: each of its documents may be meant then.
    """
    paths = [PurePosixPath(name) for name in members if name.lower().endswith(_DOCUMENT)]
    like = [path for path in paths if comparable(path.name) == comparable(filename)]
    exact = [path for path in like if path.name == filename]
    meant = like if has_namesakes or not exact else exact
    originals = [path for path in meant if _ORIGINAL in path.parts]
    return [str(path) for path in originals or meant]
