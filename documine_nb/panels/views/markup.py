"""HTML for widgets, in which every value is escaped."""

from __future__ import annotations

import base64
import html

from documine_nb.resources.tables import cell_text

__all__ = ["esc", "markup", "picture"]


def esc(value: object) -> str:
    """Return a value as one line that is text in HTML, whatever it holds.

    Examples
    --------
    >>> esc("<img src=x onerror=alert(1)>")
    '&lt;img src=x onerror=alert(1)&gt;'
    """
    return html.escape(cell_text(value))


def markup(template: str, **values: object) -> str:
    """Fill a template of ours with escaped values.

    Examples
    --------
    >>> markup("<b>{name}</b>", name="<script>")
    '<b>&lt;script&gt;</b>'
    """
    return template.format(**{name: esc(value) for name, value in values.items()})


def picture(png: bytes, caption: str) -> str:
    """Return a picture with its description; nothing where there is none."""
    if not png:
        return ""
    data = base64.b64encode(png).decode()
    return f'<img src="data:image/png;base64,{data}" alt="{esc(caption)}">'
