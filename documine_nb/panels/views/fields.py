"""Widgets with a front end of their own: a field for secrets, a table by pages, a saved file.

The front ends travel inside the package; nothing is loaded from elsewhere.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from documine_nb.panels.state.table import Table
from documine_nb.secrets import Secret

__all__ = ["PagedTable", "SavedFile", "SecretField"]

_JS = Path(__file__).with_name("js")


class SecretField(anywidget.AnyWidget):
    """A field for a password or an address with a code in it.

    What is typed comes as one message, which is never widget state: a trait would be saved into
    the notebook and sent to every browser that shows it.

    Parameters
    ----------
    label, action, placeholder : str
        What stands before it, on its button, and in it.
    on_secret : callable
        Given what was typed.
    """

    _esm = _JS / "secret.js"
    label = traitlets.Unicode().tag(sync=True)
    action = traitlets.Unicode().tag(sync=True)
    placeholder = traitlets.Unicode().tag(sync=True)
    disabled = traitlets.Bool(default_value=False).tag(sync=True)

    def __init__(
        self, label: str, action: str, on_secret: Callable[[Secret], None], placeholder: str = ""
    ) -> None:
        super().__init__(label=label, action=action, placeholder=placeholder)
        self._on_secret = on_secret
        self.on_msg(self._receive)

    def _receive(self, _: Any, content: dict[str, Any], __: Any) -> None:
        if content.get("kind") == "secret":
            # Taken out of the message, so that nothing else holds it.
            self._on_secret(Secret(str(content.pop("value", ""))))


class SavedFile(anywidget.AnyWidget):
    """A file that was saved: a link where the notebook server shows its folder, else its path.

    Which folder that is, is known in the browser only.
    """

    _esm = _JS / "saved.js"
    name = traitlets.Unicode().tag(sync=True)
    places = traitlets.List(traitlets.Unicode()).tag(sync=True)

    def draw(self, path: Path | None) -> None:
        """Show a file, or nothing."""
        self.name = path.name if path else ""
        self.places = _spellings(path) if path else []


def _spellings(path: Path) -> list[str]:
    """Return the ways in which a server may know a path; it writes its own home as ``~``."""
    whole = Path(os.path.abspath(path))  # noqa: PTH100 -- as it was given: links are not followed
    found = [whole.as_posix(), whole.resolve().as_posix()]
    home = Path.home()
    found += [
        f"~/{one.relative_to(home).as_posix()}" for one in (whole,) if one.is_relative_to(home)
    ]
    return list(dict.fromkeys(found))


class PagedTable(anywidget.AnyWidget):
    """A table of any length, of which a page is sent at a time.

    Parameters
    ----------
    noun : str
        What the rows are, such as ``"files"``.
    empty : str
        What is said where there are none.
    on_change : callable
        Called after the person sorted, turned a page or chose rows.
    is_choosable : bool, default True
        Whether rows can be chosen.
    """

    _esm = _JS / "table.js"
    page = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        noun: str,
        empty: str,
        on_change: Callable[[str], None],
        *,
        is_choosable: bool = True,
    ) -> None:
        super().__init__()
        self._noun = noun
        self._is_choosable = is_choosable
        self._on_change = on_change
        self._table: Table[Any] = Table([], key=str)
        self.on_msg(self._receive)
        self.draw(self._table, empty)

    def draw(self, table: Table[Any], empty: str) -> None:
        """Show the page that `table` is at."""
        self._table = table
        choice = ("many" if table.many else "one") if self._is_choosable else ""
        words = {"noun": self._noun, "empty": empty, "choice": choice}
        self.page = asdict(table.page()) | words | {"count": len(table.chosen)}

    def _receive(self, _: Any, content: dict[str, Any], __: Any) -> None:
        kind = content.get("kind")
        if kind == "sort":
            self._table.sort(int(content["column"]))
        elif kind == "turn":
            self._table.turn(int(content["pages"]))
        elif kind == "choose" and self._is_choosable:
            self._table.choose_rows([int(row) for row in content["rows"]])
        elif kind == "all" and self._table.many:
            self._table.choose_all(wanted=bool(content["wanted"]))
        else:
            return
        self._on_change(kind)
