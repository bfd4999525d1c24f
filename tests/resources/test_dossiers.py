"""Dossiers: created once, found by name, changed in place, deleted softly."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.studies import GENERIC, STUDIES, left, plan, studies

from documine_nb.errors import (
    AmbiguousNameError,
    ConfigError,
    ConflictError,
    InvalidRequestError,
    NotFoundError,
    ProtocolError,
)
from documine_nb.resources.dossier import Dossier
from documine_nb.session import Session


def test_a_dossier_is_found_by_name_and_by_id(session: Session, dossier: Dossier) -> None:
    assert session.dossier(dossier.name).id == dossier.id
    assert session.dossier(dossier.id).name == dossier.name


def test_a_name_in_two_templates_needs_the_template(session: Session) -> None:
    ours = session.dossiers.create("Twice", template=STUDIES)
    session.dossiers.create("Twice", template=GENERIC)

    with pytest.raises(AmbiguousNameError, match=ours.id):
        session.dossier("Twice")

    assert session.dossier("Twice", template=STUDIES).id == ours.id


def test_a_name_that_is_taken_is_a_conflict(session: Session, dossier: Dossier) -> None:
    with pytest.raises(ConflictError, match=rf"session\.dossier\({dossier.name!r}\)"):
        session.dossiers.create(dossier.name, template=STUDIES)


def test_a_blank_name_is_refused(session: Session) -> None:
    with pytest.raises(InvalidRequestError):
        session.dossiers.create(" ", template=STUDIES)


def test_a_wrong_template_suggests_the_right_one(session: Session) -> None:
    with pytest.raises(NotFoundError, match="Did you mean 'OECD acute toxicity'"):
        session.dossiers.create("x", template="OECD acute toxic")


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_lost_answer_never_makes_two(session: Session, moment: str) -> None:
    plan(session, createDossierOrUpdateDossier=[{"reset": moment}])
    name = f"Lost {moment}"

    if moment == "after":
        assert session.dossiers.create(name, template=STUDIES).name == name
    else:
        with pytest.raises(Exception, match="whether it was carried out is unknown"):
            session.dossiers.create(name, template=STUDIES)

    made = [one for one in session.dossiers.list() if one.name == name]
    assert len(made) == (moment == "after")
    assert left(session) == {}


def test_a_change_keeps_what_is_not_named(session: Session, dossier: Dossier) -> None:
    dossier.update(description="first")
    dossier.update(name=f"{dossier.name} renamed")

    again = session.dossier(dossier.id)
    assert again.record.description == "first"
    assert again.name.endswith("renamed")


def test_an_unknown_field_is_refused(dossier: Dossier) -> None:
    with pytest.raises(ConfigError, match="description"):
        dossier.update(descripton="x")


def test_a_service_that_makes_a_second_one_instead_is_told(
    session: Session, dossier: Dossier
) -> None:
    body = '{"id": "another", "name": "x"}'
    plan(session, createDossierOrUpdateDossier=[{"status": 201, "body": body}])

    with pytest.raises(ProtocolError, match="made a new dossier another"):
        dossier.update(description="x")


def test_a_deleted_dossier_is_in_the_trash(session: Session, dossier: Dossier) -> None:
    dossier.delete()

    assert dossier.id not in [one.id for one in session.dossiers.list()]
    assert dossier.id in [one.id for one in session.dossiers.list(deleted=True)]


def test_permanently_is_for_good(session: Session, dossier: Dossier) -> None:
    dossier.delete(permanently=True)

    assert dossier.id not in [one.id for one in session.dossiers.list(deleted=True)]


def test_files_are_found_and_deleted(dossier: Dossier, tmp_path: Path) -> None:
    dossier.upload(studies(tmp_path, 2))

    dossier.file("study1.pdf").delete()

    assert [file.name for file in dossier.files.list()] == ["study2.pdf"]
    assert len(dossier.files.list(deleted=True)) == 2
    with pytest.raises(NotFoundError, match=r"Did you mean 'study2\.pdf'"):
        dossier.file("study1.pdf")


def test_a_handle_shows_itself_without_asking_anybody(dossier: Dossier) -> None:
    assert repr(dossier) == f"<Dossier {dossier.name!r} {dossier.id}>"
    assert "list()" in repr(dossier.files)
