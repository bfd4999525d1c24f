"""Errors are part of the interface."""

from __future__ import annotations

import copy
import inspect
import pickle
import re

import pytest

from documine_nb import errors
from documine_nb.errors import ConfigError, DocuMineError, NotFoundError

LINE = re.compile(r"^ {4}((?:[│ ] {3})*)(?:[├└]── )?(\w+Error)(?: \((\w+)\))?(?: .*)?$")
CLASSES = [getattr(errors, name) for name in errors.__all__]


def drawn() -> dict[str, tuple[str, str | None]]:
    """Return each drawn class with its parent and its second base."""
    found: dict[str, tuple[str, str | None]] = {}
    path: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        match = LINE.match(line)
        if match is None:
            continue
        indent, name, second = match.groups()
        depth = len(indent) // 4 + (1 if "──" in line else 0)
        path[depth:] = [name]
        found[name] = (path[depth - 1] if depth else "Exception", second)
    return found


def test_the_tree_in_the_docstring_is_the_one_in_the_code() -> None:
    real = {}
    for kind in CLASSES:
        first, *rest = kind.__bases__
        real[kind.__name__] = (first.__name__, rest[0].__name__ if rest else None)
    assert drawn() == real


def test_every_class_is_listed_and_ends_in_error() -> None:
    defined = {
        name
        for name, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, DocuMineError)
    }
    assert defined == set(errors.__all__)
    assert all(name.endswith("Error") for name in defined)


@pytest.mark.parametrize("kind", CLASSES)
def test_an_error_survives_pickle_and_copy_with_all_it_knows(kind: type[DocuMineError]) -> None:
    error = kind("it broke", cure="Mend it.", operation="getUsers", status=500, request_id="r")
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error)):  # noqa: S301 -- our own bytes
        assert type(again) is kind
        assert (again.cure, again.status, str(again)) == ("Mend it.", 500, str(error))


@pytest.mark.parametrize("kind", CLASSES)
def test_an_error_is_said_the_same_way_whatever_its_bases(kind: type[DocuMineError]) -> None:
    error = kind("it broke", cure="Mend it.", request_id="r", attempts=2)
    assert str(error) == "it broke. Mend it. [2 attempts, request r]"


def test_a_message_alone_stays_as_it_is() -> None:
    assert str(ConfigError("it broke")) == "it broke"
    assert str(ConfigError("it broke", attempts=1)) == "it broke"


def test_old_handlers_still_catch_it() -> None:
    with pytest.raises(LookupError):
        raise NotFoundError("nothing")
    with pytest.raises(ValueError, match="wrong"):
        raise ConfigError("wrong")
