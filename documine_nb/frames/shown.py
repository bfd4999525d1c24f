"""How a result shows itself: its size, its files, and those that have none."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from documine_nb.markup import block

if TYPE_CHECKING:
    from documine_nb.frames.quality import MissingFile
    from documine_nb.models.component_table import ComponentTable

__all__ = ["Shown"]

_SHOWN = 8


class Shown:
    """The ``repr`` of :class:`.ComponentResult`, as text and in a notebook."""

    table: ComponentTable
    missing: tuple[MissingFile, ...]
    components: tuple[str, ...]
    source: str

    def _facts(self) -> str:
        source = f" from {self.source}" if self.source else ""
        missing = f", {len(self.missing):,} files without results" if self.missing else ""
        return f"{len(self.table):,} files, {len(self.components):,} components{source}{missing}"

    def __repr__(self) -> str:
        return f"<ComponentResult: {self._facts()}>"

    def _repr_html_(self) -> str:
        names = [escape(name) for name in self.table.filenames[:_SHOWN]]
        if len(self.table) > _SHOWN:
            names.append(f"and {len(self.table) - _SHOWN:,} more")
        lost = "".join(
            f"<li>{escape(file.filename)}: {escape(file.reason)}</li>"
            for file in self.missing[:_SHOWN]
        )
        return block(
            f"<p><strong>{escape(self._facts())}</strong></p>"
            f"<p>{', '.join(names)}</p>"
            + (f"<p>Without results:</p><ul>{lost}</ul>" if lost else "")
            + "<p><code>.wide()</code> <code>.long()</code> <code>.endpoints()</code>"
            " <code>.quality()</code></p>",
            "documine-result",
        )
