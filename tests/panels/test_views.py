"""The panel's widgets, clicked without a kernel."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ipywidgets as w
import pytest
from ipywidgets.embed import embed_data
from support.studies import plan

from documine_nb.bridge import run
from documine_nb.panels import panel as new_panel
from documine_nb.panels.state.table import Column, Table
from documine_nb.panels.views.fields import PagedTable, SecretField
from documine_nb.panels.views.panel import Panel
from documine_nb.secrets import Secret
from documine_nb.session import Session

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def panel(session: Session) -> Iterator[Panel]:
    made = new_panel(session, namespace={})
    made.state.settle()
    yield made
    made.close()


def _tree(widget: Any) -> Iterator[Any]:
    yield widget
    for child in getattr(widget, "children", ()):
        yield from _tree(child)


def _button(panel: Panel, step: int, label: str) -> Any:
    buttons = (one for one in _tree(panel.views[step].box) if isinstance(one, w.Button))
    return next(one for one in buttons if one.description == label)


def _field(panel: Panel, step: int, label: str) -> Any:
    found = _tree(panel.views[step].box)
    return next(one for one in found if getattr(one, "description", None) == label)


def _shown(panel: Panel) -> str:
    return " ".join(one.value for one in _tree(panel.widget) if isinstance(one, w.HTML))


def _open(panel: Panel, name: str) -> None:
    table = panel.views[1].table  # type: ignore[attr-defined]
    row = next(at for at, texts in enumerate(table.page["rows"]) if texts[0] == name)
    table._handle_custom_msg({"kind": "choose", "rows": [row]}, [])
    panel.state.settle()


def test_the_mission_by_clicks(panel: Panel, reports: Path, tmp_path: Path) -> None:
    _field(panel, 1, "New dossier").value = "By clicks"
    _button(panel, 1, "Create").click()
    panel.state.settle()
    _field(panel, 2, "Upload").value = str(reports)
    _button(panel, 2, "Upload").click()
    panel.state.settle()
    _button(panel, 3, "Start the export").click()
    panel.state.settle()
    _field(panel, 3, "Save in").value = str(tmp_path)
    _button(panel, 3, "Download").click()
    panel.state.settle()
    _field(panel, 4, "into the variable").value = "mine"
    _button(panel, 4, "Load").click()
    panel.state.settle()
    _button(panel, 4, "Draw").click()
    panel.state.settle()

    assert [part.problem for part in panel.state.parts] == [None] * 6
    assert list(tmp_path.glob("*.zip"))
    assert len(panel.state.desk.namespace["mine"]) == 3
    assert "data:image/png;base64," in _shown(panel)


def test_a_click_comes_back_while_the_work_goes_on(panel: Panel, session: Session) -> None:
    plan(session, getLicenseUsage=[{"delay": 30}])

    _button(panel, 5, "Refresh").click()

    panel.state.usage.stop()
    panel.state.settle()
    plan(session)
    assert panel.state.usage.facts == {}


@pytest.mark.fault("B94")
def test_an_error_of_a_click_is_shown_and_never_raised(
    panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise ZeroDivisionError("before anything was started")

    monkeypatch.setattr(panel.state.usage, "load", broken)
    panel.views[5].start(panel.state.usage.load)

    assert "ZeroDivisionError: before anything was started" in _shown(panel)


def test_buttons_are_off_while_their_step_is_at_work(panel: Panel) -> None:
    seen: list[bool] = []
    create = _button(panel, 1, "Create")
    panel.state.dossiers.observe(lambda: seen.append(create.disabled))

    run(panel.state.dossiers.load())

    assert seen[0] is True
    assert seen[-1] is False


@pytest.mark.fault("B80")
def test_hostile_names_are_text_in_every_form(panel: Panel) -> None:
    _open(panel, HOSTILE)

    forms = [_shown(panel), panel._repr_mimebundle_()["text/html"]]

    assert all("<img" not in form for form in forms)
    assert all("&lt;img src=x" in form for form in forms)
    assert HOSTILE in panel._repr_mimebundle_()["text/plain"]


@pytest.mark.fault("B95")
def test_no_secret_reaches_the_widgets_state(session: Session) -> None:
    got: list[Secret] = []
    field = SecretField("Password", "Sign in", got.append)
    message = {"kind": "secret", "value": "canary-password"}

    field._handle_custom_msg(message, [])

    state = json.dumps(embed_data(views=[field], drop_defaults=False), default=str)
    assert got == [Secret("canary-password")]
    assert "canary" not in state
    assert "canary" not in str(field.get_state())
    assert "canary" not in str(message)


@pytest.mark.fault("B95")
def test_no_token_is_in_the_panels_state(panel: Panel, session: Session) -> None:
    token = run(session._keeper.access_token()).reveal()

    state = json.dumps(embed_data(views=[panel.widget], drop_defaults=False), default=str)

    assert session.who.name in state
    assert token not in state
    assert token not in panel._repr_mimebundle_()["text/html"]


def test_of_10_000_rows_a_page_is_sent() -> None:
    table: Table[int] = Table([Column("n", str), Column("name", lambda n: f"report {n}")], key=str)
    table.fill(range(10_000))
    turned: list[str] = []
    widget = PagedTable("rows", "none", turned.append)

    widget.draw(table, "none")
    widget._handle_custom_msg({"kind": "turn", "pages": 3}, [])
    widget.draw(table, "none")

    assert turned == ["turn"]
    assert widget.page["rows"][0] == ["150", "report 150"]
    assert len(json.dumps(widget.get_state(), default=str)) < 20_000


def test_closing_ends_work_and_widgets(session: Session) -> None:
    made = new_panel(session, namespace={})
    made.state.settle()
    widgets = list(_tree(made.widget))
    plan(session, getLicenseUsage=[{"delay": 30}])
    made.state.usage.start(made.state.usage.load())

    made.close()
    made.state.settle()
    plan(session)

    assert made.state.usage.busy == ""
    assert all(one.comm is None for one in widgets)


def test_the_lines_of_a_step_are_shown_and_given(panel: Panel) -> None:
    assert panel.code("usage") == "session.license_usage().plot()"
    assert "session.license_usage().plot()" in _shown(panel)


def test_a_session_has_a_panel(session: Session) -> None:
    made = session.panel()

    assert isinstance(made, Panel)
    assert made.session is session
    made.close()
