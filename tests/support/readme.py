"""Write README's table of settings from the code; run as a script to bring README up to date."""

from __future__ import annotations

from pathlib import Path

from documine_nb.auth.fields import FIELDS

README = Path(__file__).parents[2] / "README.md"
BEGIN = "<!-- settings: begin, written from documine_nb.auth.settings -->\n"
END = "<!-- settings: end -->"


def settings_table() -> str:
    """Return the table as it must stand in README."""
    rows = ["| in DocuMine's introduction | argument | environment | profile key | what |"]
    rows.append("| --- | --- | --- | --- | --- |")
    for field in FIELDS:
        cells = (field.placeholder, field.argument, field.environment, field.key)
        quoted = [f"`{cell}`" if cell else "" for cell in cells]
        rows.append(f"| {' | '.join([*quoted, field.help])} |")
    return BEGIN + "\n".join(rows) + "\n" + END


if __name__ == "__main__":
    text = README.read_text()
    start, stop = text.index(BEGIN), text.index(END) + len(END)
    README.write_text(text[:start] + settings_table() + text[stop:])
