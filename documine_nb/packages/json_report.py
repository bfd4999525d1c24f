"""Component reports as JSON: the service's own answer, for one file or for many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from documine_nb.errors import ProtocolError
from documine_nb.models.component_wire import FileAnswer, decode_file, split_files
from documine_nb.models.components import FileComponents
from documine_nb.models.record import read_records
from documine_nb.packages.collected import compact
from documine_nb.packages.source import ReportSource
from documine_nb.packages.unreadable import UnreadableReport
from documine_nb.transport.body import BodyError, parse_json

__all__ = ["read_json"]

_OF_ONE_FILE = {"components", "componentDetails"}


def read_json(source: ReportSource, member: str) -> Iterable[FileComponents | FileAnswer]:
    """Read one object, a list of them, or either in a wrapper.

    Raises
    ------
    UnreadableReport
        The member is no JSON, or holds something else.
    """
    content = source.read(member)
    return _quickly(content) or _carefully(content)


def _quickly(content: bytes) -> list[FileAnswer]:
    """Return the files of the usual forms; none where it is another, or one of them is odd."""
    if file := decode_file(content):
        return [file]
    files = []
    for part in split_files(content) or ():
        file = decode_file(part)
        if file is None:
            return []
        files.append(file)
    return files


def _carefully(content: bytes) -> list[FileComponents | FileAnswer]:
    try:
        answer = parse_json(content)
    except BodyError as wrong:
        raise UnreadableReport(f"it is no JSON: {wrong}") from None
    try:
        files = read_records(FileComponents, _listed(answer), wrapper_hint="files")
    except ProtocolError as wrong:
        raise UnreadableReport(wrong.message) from None
    return [compact(file) for file in files]


def _listed(content: Any) -> Any:
    if not isinstance(content, Mapping):
        return content
    if "filename" in content and _OF_ONE_FILE & content.keys():
        return [content]
    inner = next(iter(content.values())) if len(content) == 1 else None
    if isinstance(inner, Mapping):  # one file's object below a name
        return [inner]
    return content
