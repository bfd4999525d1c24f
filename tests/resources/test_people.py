"""Users and the license."""

from __future__ import annotations

import pytest

from documine_nb.errors import InvalidRequestError, NotFoundError
from documine_nb.session import Session


def test_users_are_found_by_id_user_name_and_full_name(session: Session) -> None:
    user = session.users.list()[0]

    for wanted in (user.id, user.username, user.display_name):
        assert session.users.get(str(wanted)).id == user.id


def test_an_unknown_user_is_an_error(session: Session) -> None:
    with pytest.raises(NotFoundError):
        session.users.get("Nobody")


def test_usage_is_a_table_and_a_frame(session: Session) -> None:
    usage = session.license_usage()

    assert "pages analysed of" in repr(usage)
    assert "<th>pages</th>" in usage._repr_html_()
    assert "number_of_analyzed_pages" in usage.to_frame()
    assert usage.licensed_pages == session.license().licensed_pages


def test_usage_of_a_period(session: Session) -> None:
    frame = session.license_usage("2026-02-01", "2026-03-31").to_frame()

    assert list(frame["start_date"].dt.month) == [2, 3]


def test_a_date_that_is_none_is_refused(session: Session) -> None:
    with pytest.raises(InvalidRequestError, match="2026-01-31"):
        session.license_usage("January")
