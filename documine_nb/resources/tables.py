"""Plain tables as text and as HTML: everything escaped, no script, nothing from outside."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from datetime import datetime

__all__ = ["STYLE", "cell_text", "html_table", "text_table"]

_WIDEST = 60
_ROWS = 60

STYLE = (
    "<style>.documine{color-scheme:light dark;color:inherit;overflow-x:auto}"
    ".documine table{border-collapse:collapse;margin:.3em 0}"
    # More said than needed, since a notebook's own rule would turn all texts to the right.
    ".documine table th,.documine table td{text-align:left;padding:.2em .8em;color:inherit;"
    "border-bottom:1px solid color-mix(in srgb,currentColor 20%,transparent)}"
    ".documine caption{text-align:left;font-weight:600}"
    ".documine .note{opacity:.7}</style>"
)
"""Colours come from the page itself, so that light and dark themes both work."""


def cell_text(value: object) -> str:
    """Return a value as one harmless line.

    Examples
    --------
    >>> cell_text(("a", "b")), cell_text(None), cell_text(True)
    ('a, b', '', 'yes')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, (list, tuple)):
        return ", ".join(map(cell_text, value))
    return " ".join("".join(c if c.isprintable() else " " for c in str(value)).split())


def _cut(text: str) -> str:
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"


def text_table(title: str, headers: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table of aligned columns; long ones are cut, many rows counted."""
    everything = list(rows)
    cells = [[_cut(cell_text(value)) for value in row] for row in everything[:_ROWS]]
    lines = [title]
    if cells:
        widths = [max(map(len, column)) for column in zip(headers, *cells, strict=True)]
        for row in (list(headers), ["-" * width for width in widths], *cells):
            line = "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True))
            lines.append(line.rstrip())
    if len(everything) > _ROWS:
        lines.append(f"... and {len(everything) - _ROWS:,} more; .to_frame() has all")
    return "\n".join(lines)


def html_table(title: str, headers: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return the same as HTML."""
    everything = list(rows)
    parts = [STYLE, '<div class="documine"><table>', f"<caption>{html.escape(title)}</caption>"]
    if everything:
        parts.append(f"<thead>{_row('th', headers)}</thead><tbody>")
        parts += [_row("td", map(cell_text, row)) for row in everything[:_ROWS]]
        parts.append("</tbody>")
    parts.append("</table>")
    if len(everything) > _ROWS:
        left = len(everything) - _ROWS
        parts.append(
            f'<div class="note">... and {left:,} more; <code>.to_frame()</code> has all</div>'
        )
    return "".join([*parts, "</div>"])


def _row(tag: str, texts: Iterable[str]) -> str:
    cells = "".join(f"<{tag}>{html.escape(text)}</{tag}>" for text in texts)
    return f"<tr>{cells}</tr>"
