"""A secret never shows itself."""

from __future__ import annotations

import copy
import json
import pickle
import traceback

import pytest

from documine_nb.secrets import Secret

CANARY = "canary"


@pytest.mark.parametrize(
    "shown",
    [
        repr,
        str,
        ascii,
        format,
        "{}".format,
        "{!r:>20}".format,
        lambda s: f"{s:>9}",
        "%s".__mod__,
        lambda s: repr([s, {"a": s}]),
    ],
)
def test_it_is_masked_however_it_is_shown(shown: object) -> None:
    text = shown(Secret(CANARY))  # type: ignore[operator]
    assert "***" in text
    assert CANARY not in text


@pytest.mark.parametrize("keep", [pickle.dumps, copy.copy, copy.deepcopy, json.dumps])
def test_it_is_never_kept(keep: object) -> None:
    with pytest.raises(TypeError) as caught:
        keep(Secret(CANARY))  # type: ignore[operator]
    assert CANARY not in str(caught.value)


def test_a_traceback_with_locals_does_not_show_it() -> None:
    def fail(password: Secret) -> None:
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError) as caught:
        fail(Secret(CANARY))
    told = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    shown = repr(told.stack[-1].locals)
    assert "password" in shown
    assert CANARY not in shown


def test_it_has_no_place_to_look_into() -> None:
    secret = Secret(CANARY)
    assert not hasattr(secret, "__dict__")
    with pytest.raises(AttributeError):
        secret.value = "x"  # type: ignore[attr-defined]


def test_it_is_revealed_on_demand_and_wrapped_once() -> None:
    assert Secret(Secret(CANARY)).reveal() == CANARY


def test_it_compares_with_its_like_only() -> None:
    assert Secret("ü") == Secret("ü")
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert len({Secret("a"), Secret("a"), "a"}) == 2


def test_an_empty_one_is_false() -> None:
    assert not Secret("")
    assert Secret("a")
