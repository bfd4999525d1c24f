"""The session: shows itself without asking, cannot be copied, closes once, speaks both ways."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from support.studies import plan

import documine_nb as dm
from documine_nb.errors import ConfigError, LoginRequiredError, NotFoundError, ProtocolError
from documine_nb.session import Session
from documine_nb.testing import embedded_session


def test_it_shows_itself_without_asking_anybody(session: Session) -> None:
    plan(session, getUsers=[])

    assert repr(session) == "<Session demo as Mara Manager at http://documine.localhost>"
    assert "session.dossiers.list()" in session._repr_html_()


def test_nothing_secret_is_in_what_it_shows(session: Session, tmp_path: Path) -> None:
    shown = repr(session) + session._repr_html_() + repr(session.who) + repr(vars(session))

    assert "eyJ" not in shown  # every signed token begins so


def test_it_is_not_pickled_and_says_what_to_do(session: Session) -> None:
    with pytest.raises(TypeError, match=r"dm\.connect"):
        pickle.dumps(session)


def test_operations_are_listed_with_how_sure_we_are(session: Session) -> None:
    operations = session.operations

    assert {one.id: one.path_confidence for one in operations}["prepareDossierDownload"] == (
        "verified"
    )
    assert "guess" in repr(operations)
    assert list(operations.to_frame()["method"][:1]) == ["GET"]


def test_any_other_call_is_made_with_the_same_sign_in(session: Session) -> None:
    users = session.request("GET", "/api/users")

    assert users["users"][0]["userId"]


def test_a_request_returns_what_is_no_json_as_bytes(session: Session) -> None:
    plan(
        session,
        getUsers=[{"status": 200, "body": "a;b", "headers": {"Content-Type": "text/csv"}}],
    )

    assert session.request("GET", "/api/users") == b"a;b"


def test_a_web_page_in_place_of_data_is_an_error(session: Session) -> None:
    headers = {"Content-Type": "text/html"}
    plan(session, getUsers=[{"status": 200, "body": "<html>Sign in</html>", "headers": headers}])

    with pytest.raises(ProtocolError, match="login page"):
        session.request("GET", "/api/users")


def test_an_empty_answer_is_none(session: Session) -> None:
    plan(session, getUsers=[{"status": 204}])

    assert session.request("GET", "/api/users") is None


def test_a_guessed_path_that_is_not_there_says_that_it_is_one(session: Session) -> None:
    plan(session, getActiveLicense=[{"status": 404}])

    with pytest.raises(NotFoundError, match="not confirmed"):
        session.license()


def test_templates_are_found_by_name(session: Session) -> None:
    assert session.template("generic report").name == "Generic report"


def test_the_token_s_life_is_known(session: Session) -> None:
    assert 0 < session.expires_in <= 300
    assert session.is_signed_in


@pytest.mark.anyio
async def test_every_call_can_be_awaited(session: Session) -> None:
    templates = await session.templates.list.aio()
    dossier = await session.dossiers.create.aio("Awaited", template=templates[0])

    assert (await session.dossier.aio("Awaited")).id == dossier.id


@pytest.mark.anyio
async def test_it_closes_at_the_end_of_async_with() -> None:
    async with await dm.demo.aio(samples=False, quiet=True) as opened:
        assert len(await opened.templates.list.aio()) == 2

    assert "closed" in repr(opened)


def test_closing_twice_is_no_failure(tmp_path: Path) -> None:
    with embedded_session(tmp_path) as opened:
        opened.close()
        opened.close()

    assert not opened.is_signed_in
    assert "(closed)" in opened._repr_html_()


def test_a_call_after_closing_says_that_it_is_closed_and_sends_nothing(tmp_path: Path) -> None:
    with embedded_session(tmp_path) as opened:
        pass

    with pytest.raises(ConfigError, match=r"closed, so nothing was sent.*dm\.connect"):
        opened.dossiers.list()


def test_after_signing_out_a_call_asks_for_a_sign_in(tmp_path: Path) -> None:
    with embedded_session(tmp_path) as opened:
        report = opened.logout()

        assert report.session_ended
        with pytest.raises(LoginRequiredError, match="Sign in again"):
            opened.templates.list()
