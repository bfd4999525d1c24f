"""Component answers into a table: by the quick way where they fit, by the careful one if not."""

from __future__ import annotations

from documine_nb.errors import DocuMineError, ProtocolError
from documine_nb.models import FileComponents, read_list
from documine_nb.models.component_table import ComponentTable
from documine_nb.models.component_wire import FileAnswer, decode_file, split_files
from documine_nb.models.garbage import collector_paused
from documine_nb.transport.answer import Answer
from documine_nb.transport.body import BodyError, parse_json

__all__ = ["InOrder", "file_of", "say_which", "table_of"]

_MOST_WAITING = 64
_SHOWN = 80


def file_of(answer: Answer, file_id: str) -> FileAnswer | FileComponents:
    """Return the file that an answer is about.

    Raises
    ------
    ProtocolError
        It is no file's components, or another file's.
    """
    try:
        file = decode_file(answer.content) or FileComponents.from_json(answer.json())
    except ProtocolError as error:
        error.operation, error.request_id = "getComponents", answer.request_id or None
        raise
    if file.file_id != file_id:
        raise ProtocolError(
            f"asked for file {file_id}, the service sent file {file.file_id[:_SHOWN]}",
            cure="What lies between, a cache or a proxy, mixed answers up: make a new session and "
            "try again; if it stays so, tell the service's support the request id.",
            operation="getComponents",
            status=answer.status,
            request_id=answer.request_id or None,
        )
    return file


def say_which(error: DocuMineError, file: str) -> None:
    """Have the error of a call for one file name it."""
    error.message = f"{file}: {error.message}"
    error.args = (error.message,)


class InOrder:
    """Adds files to a table in the order asked for, though they come in nearly that order.

    A table in order need not be copied into it. Few files wait for one that is late; then they go
    on without it.

    Examples
    --------
    >>> answers = [
    ...     Answer(200, {}, f'{{"fileId": "{key}", "filename": "", "components": {{}}}}'.encode())
    ...     for key in "abc"
    ... ]
    >>> table = ComponentTable()
    >>> files = InOrder(table)
    >>> for number in (1, 0, 2):
    ...     files.add(number, file_of(answers[number], "abc"[number]))
    >>> files.finish()
    >>> table.file_ids
    ['a', 'b', 'c']
    """

    def __init__(self, table: ComponentTable) -> None:
        self._table = table
        self._waiting: dict[int, FileAnswer | FileComponents] = {}
        self._next = 0

    def add(self, number: int, file: FileAnswer | FileComponents) -> None:
        """Add the file with this number in the order, or have it wait for those before it."""
        if number < self._next:  # late: the others did not wait
            self._table.add(file)
            return
        self._waiting[number] = file
        while self._next in self._waiting:
            self._table.add(self._waiting.pop(self._next))
            self._next += 1
        if len(self._waiting) >= _MOST_WAITING:
            self.finish()

    def finish(self) -> None:
        """Add those that still wait."""
        for number in sorted(self._waiting):
            self._table.add(self._waiting.pop(number))
            self._next = number + 1


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
