"""Things are found by id or name; a wrong name says what is near."""

from __future__ import annotations

import pytest

from documine_nb.errors import AmbiguousNameError, NotFoundError
from documine_nb.resources.names import pick

DOSSIERS = [("1", "Acute oral"), ("2", "Skin"), ("3", "skin"), ("4", "Eye"), ("5", "Eye")]


def find(wanted: str) -> str:
    found = pick(
        DOSSIERS, wanted, kind="dossier", id_of=lambda one: one[0], name_of=lambda one: one[1]
    )
    return found[0]


def test_an_id_is_found() -> None:
    assert find("2") == "2"


def test_case_does_not_matter_where_it_decides_nothing() -> None:
    assert find("ACUTE ORAL") == "1"


def test_the_exact_name_wins_over_one_of_other_case() -> None:
    assert find("skin") == "3"


def test_a_name_that_exists_twice_lists_the_ids() -> None:
    with pytest.raises(AmbiguousNameError, match="4, 5"):
        find("Eye")


def test_a_near_name_is_suggested() -> None:
    with pytest.raises(NotFoundError, match="Did you mean 'Acute oral'"):
        find("Acut orl")


def test_where_nothing_is_near_the_names_are_listed() -> None:
    with pytest.raises(NotFoundError, match="There are: 'Acute oral', 'Skin'"):
        find("xyz")


def test_where_there_is_nothing_it_says_so() -> None:
    with pytest.raises(NotFoundError, match="There are none yet"):
        pick([], "a", kind="dossier", id_of=str, name_of=str)
