"""Draw the pictures that README shows, anew: ``python tests/support/pictures.py [NAME ...]``.

Each picture is a function of this file, and is written to ``docs/images/`` under its name. They
are made from the sample reports, on the embedded server, in a real JupyterLab where they show one.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

IMAGES = Path(__file__).parents[2] / "docs" / "images"

_PANEL = """import documine_nb as dm

session = dm.demo(quiet=True)
session.panel()"""


def panel(target: Path) -> None:
    """JupyterLab with the panel: components in a variable, and a chart of them."""
    from support.lab import browser, lab, window  # noqa: PLC0415 -- other pictures need no browser

    with (
        tempfile.TemporaryDirectory() as folder,
        lab(Path(folder) / "lab") as server,
        browser() as started,
        window(started, size=(1200, 1030)) as context,
    ):
        page = context.new_page()
        notebook = server.open(page, server.notebook("acute-oral.ipynb", _PANEL, "df.shape"))
        page.evaluate("() => window.jupyterapp.shell.collapseLeft()")
        shown = notebook.run(0).locator(".documine-panel")
        shown.get_by_role("radio", name="choose Acute oral").check()
        shown.get_by_role("tab", name="Files").click()
        shown.get_by_text("15 files", exact=True).wait_for()
        shown.get_by_role("tab", name="Data").click()
        shown.get_by_role("button", name="Load", exact=True).click()
        shown.get_by_text("It is in the variable df.").wait_for()
        shown.get_by_role("button", name="Draw").click()
        shown.get_by_role("img", name="LD50 by study").wait_for()
        page.locator(".jp-Notebook .jp-CodeCell").first.click(position={"x": 4, "y": 4})
        page.screenshot(path=str(target))


def ld50(target: Path) -> None:
    """The LD50 of the sample studies, as ``dm.charts.ld50`` draws it."""
    import documine_nb as dm  # noqa: PLC0415 -- starts nothing for the other pictures
    from documine_nb.charts.canvas import root_of  # noqa: PLC0415 -- loads matplotlib

    with dm.demo(quiet=True) as session:
        axes = dm.charts.ld50(session.dossier("Acute oral").to_frame())
    root_of(axes).savefig(target, dpi=120, bbox_inches="tight")


PICTURES: dict[str, Callable[[Path], None]] = {"panel": panel, "ld50": ld50}


def main(names: list[str]) -> int:
    IMAGES.mkdir(parents=True, exist_ok=True)
    for name in names or PICTURES:
        target = IMAGES / f"{name}.png"
        PICTURES[name](target)
        print(f"{target}: {target.stat().st_size / 1000:,.0f} kB")
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    sys.exit(main(sys.argv[1:]))
