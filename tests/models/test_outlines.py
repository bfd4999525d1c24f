"""What is read quickly, or when asked for, is what the careful way reads, or its error."""

from __future__ import annotations

import copy
import json
import pickle
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documine_nb.errors import ProtocolError
from documine_nb.models import FileStatus, read_records
from documine_nb.models.outlines import read_outlines
from documine_nb.models.quick_json import NotQuickError, quick_json
from documine_nb.transport.body import BodyError, parse_json

FILE: dict[str, Any] = {"id": "f1", "filename": "a.pdf", "processingStatus": "PROCESSED"}
FIRST = ("last_updated", "number_of_analyses", "file_error_info")

_NAMES = [name for one in fields(FileStatus) if one.metadata for name in (one.metadata["wire"],)]
_texts = st.text() | st.sampled_from(["2026-01-02T03:04:05Z", "7", "true", 'a":b', "\\", '\\"'])
_odd = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _texts,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_texts, inner, max_size=2),
    max_leaves=4,
)
_entries = st.builds(
    lambda base, more: base | more,
    st.sampled_from([FILE, {"fileId": 7, "filename": "b.pdf", "processingStatus": "X"}, {}]),
    st.dictionaries(st.sampled_from([*_NAMES, "fileId", "new"]), _odd, max_size=5),
)
_lists = st.lists(_entries, max_size=3)
_answers = _lists | _lists.map(lambda files: {"files": files}) | _odd


def outcome(read: Any) -> Any:
    try:
        found = read()
    except ProtocolError as error:
        return str(error)
    return repr(found), [one.to_json() for one in found]


def outlines(answer: Any) -> list[FileStatus]:
    return read_outlines(FileStatus, answer, wrapper_hint="files", first=FIRST)


@given(_answers)
def test_records_read_when_asked_for_are_those_read_at_once(answer: Any) -> None:
    carefully = outcome(lambda: read_records(FileStatus, answer, wrapper_hint="files"))

    assert outcome(lambda: outlines(answer)) == carefully


@st.composite
def written(draw: st.DrawFn) -> bytes:
    """Draw JSON as services write it: some of it damaged, or with the same name twice."""
    spaces = draw(st.sampled_from([(",", ":"), (", ", ": "), (" , ", " : "), (",\n", "\n:\t")]))
    text = json.dumps(draw(_answers), ensure_ascii=draw(st.booleans()), separators=spaces)
    colon = spaces[1]
    twice = draw(st.sampled_from(["", f'{{"a"{colon}1,"a"{colon}2}}', f'{{"a"{colon}"b"}}']))
    return (
        f"[{text},{twice}]".encode(errors="surrogatepass")
        if twice
        else text.encode(errors="surrogatepass")
    )


@given(written())
def test_json_is_read_quickly_only_if_it_is_read_the_same(content: bytes) -> None:
    try:
        quick = quick_json(content)
    except NotQuickError:
        return

    assert repr(quick) == repr(parse_json(content))


@pytest.mark.parametrize(
    "content",
    [
        b'{"a": 1, "a": 2}',
        b'{"a" :1,"b":{"a":"1","\\u0061":"x\\":y"}}',
        b'[{"a\\\\":1,"a\\\\":1}]',
        b'{"files": [], "files": []}',
    ],
)
@pytest.mark.fault("B46")
def test_a_name_that_stands_twice_is_never_read_quickly(content: bytes) -> None:
    with pytest.raises(BodyError):
        parse_json(content)
    with pytest.raises(NotQuickError):
        quick_json(content)


@pytest.mark.parametrize(
    "content", [b'{"a":"x\\"y\\\\"}', b'{"a":"\\u00fc\\n"}', b"[]", b' {"a" : 1}']
)
def test_sound_json_is_read_quickly_in_any_form(content: bytes) -> None:
    assert quick_json(content) == parse_json(content)


def test_what_a_load_needs_is_there_before_the_rest_is_read() -> None:
    (status,) = outlines([{**FILE, "numberOfPages": 3, "new": 1}])
    assert status.is_ready
    assert "number_of_pages" not in vars(status)

    assert (status.number_of_pages, status.extra) == (3, {"new": 1})
    assert vars(status) == vars(FileStatus.from_json({**FILE, "numberOfPages": 3, "new": 1}))


def test_an_unread_record_is_equal_copied_and_pickled_as_any_other() -> None:
    sent = {**FILE, "numberOfPages": 3, "added": "2026-01-02T03:04:05Z"}
    read = FileStatus.from_json(sent)

    assert outlines([sent]) == [read]
    assert hash(outlines([sent])[0]) == hash(read)
    assert copy.copy(outlines([sent])[0]) == read
    assert pickle.loads(pickle.dumps(outlines([sent])[0])) == read  # noqa: S301 -- our own bytes


def test_a_record_has_no_other_attributes() -> None:
    (status,) = outlines([FILE])

    assert not hasattr(status, "pages")
    assert not hasattr(status, "_repr_html_")
