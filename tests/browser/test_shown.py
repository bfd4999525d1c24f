"""What is shown in a cell's output of a real JupyterLab."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect
from support.lab import Lab, picture, window

pytestmark = pytest.mark.browser

NAME = "doses $x_1^2$ and $y$"
SHOWN = """
import documine_nb as dm
session = dm.demo(samples=False, quiet=True)
dossier = session.dossiers.create({name!r}, template="Generic report")
display(session.dossiers.list(), session, dossier.components())
"""


@pytest.fixture(scope="module")
def outputs(lab: Lab, chromium: Browser) -> Iterator[Locator]:
    with window(chromium) as context:
        path = lab.notebook("shown.ipynb", SHOWN.format(name=NAME))
        found = lab.open(context.new_page(), path).run(0)
        expect(found.locator(".documine")).to_have_count(3)
        picture(found, "20-shown")
        yield found


def test_a_name_with_dollar_signs_is_no_formula(outputs: Locator) -> None:
    expect(outputs.get_by_text(NAME)).to_have_count(2)
    expect(outputs.locator("mjx-container")).to_have_count(0)


def test_texts_in_tables_stand_at_the_left(outputs: Locator) -> None:
    expect(outputs.locator("td").first).to_have_css("text-align", "left")


def test_an_id_stands_in_one_line(outputs: Locator) -> None:
    cells = outputs.locator(".documine").first.locator("td")

    assert cells.last.bounding_box()["height"] == cells.first.bounding_box()["height"]  # type: ignore[index]  # both are drawn
    expect(cells.last).to_have_css("white-space", "nowrap")


def test_in_a_narrow_notebook_the_way_out_can_be_read(lab: Lab, chromium: Browser) -> None:
    path = lab.notebook("narrow.ipynb", f"{SHOWN.format(name=NAME)}session.panel()")
    with window(chromium, size=(620, 900)) as context:
        panel = lab.open(context.new_page(), path).run(0).locator(".documine-panel")
        button = panel.get_by_role("button", name="Sign out")
        button.wait_for()
        picture(panel, "21-narrow")

        assert button.evaluate("it => it.scrollWidth <= it.clientWidth")
