"""What the panel does, without a widget and without a kernel, against the embedded server."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from support.studies import plan, study

from documine_nb.bridge import run
from documine_nb.errors import NotFoundError
from documine_nb.models import DossierTemplate
from documine_nb.panels.state.app import App
from documine_nb.session import Session
from documine_nb.testing import embedded_session


def _template(app: App) -> DossierTemplate:
    return next(one for one in app.dossiers.templates if one.name == "Generic report")


def test_with_a_session_it_begins_with_the_dossiers(app: App) -> None:
    assert app.part is app.dossiers
    assert {one.name for one in app.dossiers.table.items} >= {"Acute oral"}
    assert len(app.dossiers.templates) == 2


def test_without_a_session_it_begins_with_the_sign_in() -> None:
    state = App(None, {})

    assert state.part is state.signin
    assert state.signin.summary() == ["Nobody is signed in."]


def test_a_panel_that_is_opened_again_goes_on_with_the_notebooks_session(session: Session) -> None:
    state = App(None, {"session": session})
    state.settle()

    assert state.part is state.dossiers
    state.close()


def test_what_is_no_session_to_go_on_with_begins_with_the_sign_in(tmp_path: Path) -> None:
    with embedded_session(tmp_path) as closed:
        pass

    for there in (closed, 7, None):
        state = App(None, {"session": there})

        assert state.part is state.signin
        assert state.desk.session is None


def test_a_dossier_is_created_and_open(app: App) -> None:
    run(app.dossiers.create("  Made by mouse ", _template(app).id))

    assert app.dossiers.problem is None
    assert app.files.dossier is not None
    assert app.files.dossier.name == "Made by mouse"


def test_a_doubled_name_is_told_with_its_cure(app: App) -> None:
    for _ in range(2):
        run(app.dossiers.create("Twice", _template(app).id))

    assert app.dossiers.problem is not None
    assert "Twice" in app.dossiers.problem.text
    assert app.dossiers.problem.cure
    assert app.dossiers.busy == ""


def test_an_opened_dossier_shows_its_files(opened: App) -> None:
    assert {file.name for file in opened.files.table.items} == {
        "study1.pdf",
        "study2.pdf",
        "study3.pdf",
    }
    assert all(file.record.is_ready for file in opened.files.table.items)


def test_an_upload_shows_its_progress_and_its_outcome(app: App, reports: Path) -> None:
    run(app.dossiers.create("Upload", _template(app).id))
    shown: list[str] = []
    app.files.observe(lambda: shown.append(app.files.progress))

    run(app.files.upload(str(reports / "*.pdf")))

    assert "3 uploaded" in app.files.note
    assert any("of 3 files" in text for text in shown)
    assert [file.record.processing_status for file in app.files.table.items] == ["PROCESSED"] * 3


def test_what_was_not_uploaded_is_named_and_the_rest_goes_on(app: App, tmp_path: Path) -> None:
    study(tmp_path / "good.pdf")
    (tmp_path / "empty.pdf").touch()
    run(app.dossiers.create("Mixed", _template(app).id))

    run(app.files.upload(str(tmp_path)))

    assert app.files.problem is not None
    assert app.files.problem.text == "1 file was not uploaded"
    assert app.files.problem.cure.startswith("empty.pdf: 'empty.pdf' is empty")
    assert [file.name for file in app.files.table.items] == ["good.pdf"]


def test_each_file_that_was_not_uploaded_has_a_line(app: App, tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        (tmp_path / name).touch()
    run(app.dossiers.create("Lines", _template(app).id))

    run(app.files.upload(str(tmp_path)))

    assert app.files.problem is not None
    assert [line[:5] for line in app.files.problem.lines()[1:]] == ["a.pdf", "b.pdf"]


def test_a_path_without_files_is_told(opened: App, tmp_path: Path) -> None:
    run(opened.files.upload(str(tmp_path / "*.pdf")))

    assert opened.files.problem is not None
    assert "no file matches" in opened.files.problem.text


@pytest.mark.parametrize(("count", "members"), [(1, 1), (2, 2)])
def test_chosen_files_are_exported_and_downloaded(
    opened: App, tmp_path: Path, count: int, members: int
) -> None:
    opened.files.table.choose_rows(range(count))
    opened.exports.scope = "chosen"

    run(opened.exports.export())
    run(opened.exports.download(str(tmp_path)))

    assert opened.exports.problem is None
    assert opened.exports.path is not None
    assert opened.exports.path.parent == tmp_path
    import documine_nb as dm  # noqa: PLC0415 -- the reader of packages only

    assert len(dm.read_package(opened.exports.path)) == members


def test_all_files_are_exported_with_progress(opened: App) -> None:
    shown: list[str] = []
    opened.exports.observe(lambda: shown.append(opened.exports.busy))

    run(opened.exports.export())

    assert "Exporting" in shown
    assert opened.exports.busy == ""
    assert opened.exports.chosen is not None
    assert opened.exports.chosen.record is not None
    assert opened.exports.chosen.record.is_ready


def test_an_export_of_no_chosen_files_is_told(opened: App) -> None:
    opened.exports.scope = "chosen"

    run(opened.exports.export())

    assert opened.exports.problem is not None
    assert "no file is chosen" in opened.exports.problem.text


def test_components_are_loaded_into_a_variable(opened: App) -> None:
    run(opened.data.load("studies"))

    frame = opened.desk.namespace["studies"]
    assert isinstance(frame, pd.DataFrame)
    assert len(frame) == 3
    assert opened.data.table.page().total == 3


@pytest.mark.parametrize("name", ["1x", "for", "list", "taken"])
def test_a_variable_that_would_hide_something_is_refused(opened: App, name: str) -> None:
    opened.desk.namespace["taken"] = "of the user"

    run(opened.data.load(name))

    assert opened.data.problem is not None
    assert repr(name) in opened.data.problem.text
    assert opened.desk.namespace["taken"] == "of the user"


def test_a_chart_is_drawn_on_another_thread_than_the_io(opened: App) -> None:
    run(opened.data.load())
    for chart in ("ld50", "timeline", "category_counts", "completeness"):
        opened.data.chart, opened.data.column = chart, ""
        run(opened.data.draw())

        assert opened.data.problem is None, chart
        assert opened.data.picture.startswith(b"\x89PNG")


def test_only_columns_that_fit_the_chart_are_offered(opened: App) -> None:
    run(opened.data.load())
    opened.data.chart = "timeline"

    assert "Experimental_Starting_Date" in opened.data.columns()
    assert "Conclusion_LD50_mg_per_kg" not in opened.data.columns()


def test_the_usage_is_shown(app: App) -> None:
    run(app.usage.load())

    assert int(app.usage.facts["Pages analysed"]) >= 3
    assert app.usage.picture.startswith(b"\x89PNG")


def test_the_lines_of_code_do_the_same(
    opened: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import documine_nb as dm  # noqa: PLC0415 -- what a notebook has

    monkeypatch.chdir(tmp_path)
    run(opened.data.load("frame"))
    names = {"dm": dm, "session": opened.desk.session}

    for part in (opened.dossiers, opened.exports, opened.data, opened.usage):
        exec(part.code(), names)  # noqa: S102 -- our own lines

    assert opened.data.frame is not None
    pd.testing.assert_frame_equal(names["frame"], opened.data.frame)  # type: ignore[arg-type]
    assert list((tmp_path / "results").glob("*.zip"))


def test_the_lines_of_code_find_the_one_that_is_open_among_two_of_a_name(app: App) -> None:
    for template in app.dossiers.templates:
        run(app.dossiers.create("In both templates", template.id))

    for part in (app.dossiers, app.data):
        line = part.code().splitlines()[0].removesuffix(".to_frame()")
        names: dict[str, Any] = {"session": app.desk.session}
        exec(line, names)  # noqa: S102 -- our own line

        found = names.get("dossier") or names["df"]
        assert found.id == app.files.dossier.id  # type: ignore[union-attr]  # it is open


@pytest.mark.fault("B94")
def test_an_unforeseen_error_is_shown_by_its_type(
    opened: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("in the middle")

    monkeypatch.setattr("documine_nb.panels.state.data._drawn", broken)
    run(opened.data.load())

    run(opened.data.draw())

    assert opened.data.problem is not None
    assert opened.data.problem.text == "ZeroDivisionError: in the middle"
    assert "report it" in opened.data.problem.cure


def test_an_observer_that_fails_does_not_end_the_work(app: App) -> None:
    def broken() -> None:
        raise NotFoundError("the widget is gone")

    seen: list[str] = []
    app.usage.observe(broken)
    app.usage.observe(lambda: seen.append(app.usage.busy))

    run(app.usage.load())

    assert app.usage.problem is None
    assert seen[-1] == ""


def test_a_second_click_does_not_start_it_twice(app: App) -> None:
    before = len(app.dossiers.table)
    template = _template(app).id

    for name in ("Once", "Not this one"):
        app.dossiers.start(app.dossiers.create(name, template))
    app.settle()

    assert len(app.dossiers.table) == before + 1


def test_stopping_ends_what_is_going_on(opened: App, session: Session) -> None:
    plan(session, getDossierFiles=[{"delay": 30}])
    begun = threading.Event()
    opened.files.observe(lambda: begun.set() if opened.files.busy else None)
    opened.files.start(opened.files.load())
    assert begun.wait(10)

    opened.files.stop()
    opened.settle()
    plan(session)

    assert opened.files.busy == ""
    assert opened.files.note == "Reading files: stopped"
