"""The panel's last state as HTML and as text, for where no widget can be drawn."""

from __future__ import annotations

from documine_nb.markup import block
from documine_nb.panels.state.app import App
from documine_nb.panels.views.markup import picture
from documine_nb.resources.tables import cell_text, facts_table, html_table, text_table

__all__ = ["html_of", "text_of"]


def text_of(app: App) -> str:
    """Return the state as text."""
    lines = ["DocuMine panel"]
    for name, words in _told(app).items():
        lines += [f"  {name:<10}{cell_text(word)}" for word in words]
    if app.files.table.items:
        lines += ["", text_table(*_files(app))]
    return "\n".join(lines)


def html_of(app: App) -> str:
    """Return the state as HTML: everything escaped, no script, light and dark."""
    files = html_table(*_files(app)) if app.files.table.items else ""
    chart = picture(app.data.picture, app.data.caption)
    return block(facts_table("DocuMine panel", _told(app)) + files + chart)


def _told(app: App) -> dict[str, list[str]]:
    told = {}
    for part in app.parts:
        words = list(part.summary())
        if part.problem is not None:
            words += part.problem.lines()
        if words:
            told[part.title] = words
    return told


def _files(app: App) -> tuple[str, list[str], list[list[str]]]:
    page = app.files.table.page()
    dossier = app.files.dossier
    return (f"Files of {dossier.name if dossier else ''}", page.headers, page.rows)
