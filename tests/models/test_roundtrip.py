"""Whatever the service sends in the shapes of the contract is read, written and read the same."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documine_nb import models
from documine_nb.errors import ProtocolError

KINDS = [
    getattr(models, name)
    for name in models.__all__
    if isinstance(getattr(models, name), type) and name != "Record"
]

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def names_of(kind: type[models.Record]) -> list[str]:
    found = []
    for item in fields(kind):
        if item.name != "extra":
            found += [item.metadata["wire"], *item.metadata["also"]]
    return found


@st.composite
def answers(draw: st.DrawFn) -> tuple[type[models.Record], dict[str, Any]]:
    """Draw objects with the right names and any values, so that good and bad ones both come up."""
    kind = draw(st.sampled_from(KINDS))
    values = st.text() | json_values
    body = draw(st.dictionaries(st.sampled_from(names_of(kind)) | st.text(), values, max_size=12))
    for item in fields(kind):
        if item.name in {"id", "name", "filename", "file_id", "status", "processing_status"}:
            body[item.metadata["wire"]] = draw(st.text())
    return kind, body


@given(answers())
def test_any_answer_is_read_or_refused_and_what_is_read_round_trips(
    drawn: tuple[type[models.Record], dict[str, Any]],
) -> None:
    kind, body = drawn
    try:
        read = kind.from_json(body)
    except ProtocolError:
        return
    written = read.to_json()
    assert kind.from_json(written) == read
    repr(read)
    json.dumps(written)


@given(answers())
def test_no_unknown_field_is_dropped(drawn: tuple[type[models.Record], dict[str, Any]]) -> None:
    kind, body = drawn
    known = set(names_of(kind))
    try:
        read = kind.from_json(body)
    except ProtocolError:
        return
    hidden = {"fileId", "id"} if kind is models.FileUploadResult else set()
    for name, value in body.items():
        if name not in known | hidden:
            assert read.extra[name] == value


@pytest.mark.parametrize("kind", KINDS)
def test_fields_carry_the_names_of_the_contract_in_snake_case(kind: type[models.Record]) -> None:
    renamed = {"type", "id", "rule_id", "entities", "description", "values", "monthly", "details"}
    for item in fields(kind):
        if item.name not in renamed | {"extra"}:
            assert item.name.replace("_", "") == item.metadata["wire"].lower()
