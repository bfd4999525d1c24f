"""Component answers into a table: by the quick way where they fit, by the careful one if not."""

from __future__ import annotations

from documine_nb.models import FileComponents, read_list
from documine_nb.models.component_table import ComponentTable
from documine_nb.models.component_wire import decode_file, split_files
from documine_nb.models.garbage import collector_paused
from documine_nb.transport.answer import Answer
from documine_nb.transport.body import BodyError, parse_json

__all__ = ["add_answer", "table_of"]


def add_answer(table: ComponentTable, answer: Answer) -> None:
    """Add the file that an answer is about."""
    table.add(decode_file(answer.content) or FileComponents.from_json(answer.json()))


def table_of(answer: Answer) -> ComponentTable:
    """Return the files of a bulk answer."""
    table = ComponentTable()
    with collector_paused():
        parts = split_files(answer.content)
        if parts is None:
            for position, item in enumerate(read_list(answer.json(), wrapper_hint="files")):
                table.add(FileComponents.from_json(item, path=f"files[{position}]"))
        else:
            for position, part in enumerate(parts):
                table.add(decode_file(part) or _carefully(bytes(part), position, answer))
    return table


def _carefully(part: bytes, position: int, answer: Answer) -> FileComponents:
    try:
        item = parse_json(part)
    except BodyError:
        answer.json()  # raises, and says where in the whole answer it is
        raise
    return FileComponents.from_json(item, path=f"files[{position}]")
