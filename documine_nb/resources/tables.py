"""Plain tables as text and as HTML: everything escaped, no script, nothing from outside."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import zip_longest

from documine_nb.markup import block

__all__ = ["cell_text", "facts_table", "html_table", "text_table"]

_WIDEST = 60
_TALLEST = 6
_SHORT = 40
_ROWS = 60


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


def _wrapped(text: str) -> list[str]:
    """Return the lines of a cell: what is at its end may be the cure."""
    lines = textwrap.wrap(
        text, _WIDEST, max_lines=_TALLEST, placeholder=" …", break_on_hyphens=False
    )
    return lines or [""]


def text_table(title: str, headers: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table of aligned columns; long texts are wrapped, many rows counted."""
    everything = list(rows)
    cells = [
        line
        for row in everything[:_ROWS]
        for line in zip_longest(*(_wrapped(cell_text(value)) for value in row), fillvalue="")
    ]
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
    parts = [f"<table><caption>{html.escape(title)}</caption>"]
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
    return block("".join(parts))


def facts_table(title: str, facts: Mapping[str, Iterable[object]]) -> str:
    """Return named facts as a table of HTML, a row each, with as many lines as it has values."""
    rows = "".join(
        f"<tr><th>{html.escape(name)}</th><td>"
        f"{'<br>'.join(html.escape(cell_text(value)) for value in values)}</td></tr>"
        for name, values in facts.items()
    )
    return f"<table><caption>{html.escape(title)}</caption>{rows}</table>"


def _row(tag: str, texts: Iterable[str]) -> str:
    return f"<tr>{''.join(_cell(tag, text) for text in texts)}</tr>"


def _cell(tag: str, text: str) -> str:
    may_break = len(text) > _SHORT or not ("-" in text or " " in text)
    kind = "" if may_break else ' class="short"'
    return f"<{tag}{kind}>{html.escape(text)}</{tag}>"
