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
    except (BodyError, ProtocolError) as error:
        return str(error)
    return repr(found), [one.to_json() for one in found]


def carefully(content: bytes) -> list[FileStatus]:
    return read_records(FileStatus, parse_json(content), wrapper_hint="files")


def outlines(content: bytes, *, rest: bool = True) -> list[FileStatus]:
    return read_outlines(FileStatus, content, wrapper_hint="files", first=FIRST, rest=rest)


def outline(entry: dict[str, Any]) -> FileStatus:
    (status,) = outlines(json.dumps([entry]).encode())
    return status


def either(content: bytes) -> list[FileStatus]:
    try:
        return outlines(content)
    except NotQuickError:
        return carefully(content)


class Twice(dict[str, Any]):
    """An object some of whose names stand twice in its JSON; the later value is another one."""

    def items(self) -> Any:
        return [*super().items(), *((name, 7) for name in list(self)[:1])]


_twice = st.dictionaries(st.sampled_from([*_NAMES, "new"]), _odd, min_size=1, max_size=2).map(Twice)
_inside = st.builds(
    lambda name, inner: FILE | {name: [inner] if name == "excludedPages" else inner},
    st.sampled_from(["new", "excludedPages", "fileErrorInfo", "fileAttributes"]),
    _twice,
)
_sound = st.builds(
    lambda more: FILE | more,
    st.fixed_dictionaries(
        {},
        optional={
            "lastUpdated": st.sampled_from([None, "2026-01-02T03:04:05Z", "then", 7]),
            "numberOfAnalyses": st.integers() | st.none(),
            "fileErrorInfo": st.sampled_from([None, {"cause": "x"}, "x"]),
            "assignee": _texts | st.none(),
            "fileId": st.sampled_from([None, "f1", "f2"]),
            "new": _odd,
        },
    ),
)
_files = st.lists(_sound, max_size=4) | st.lists(
    _sound | _inside | _entries | _twice.map(lambda twice: Twice(FILE | twice)), max_size=3
)
_damage = st.sampled_from(
    [lambda text: text] * 12
    + [
        lambda text: text[:-1],
        lambda text: text + text,
        lambda text: text.replace("]", "],", 1),
        lambda text: "\ufeff" + text,
    ]
)


@st.composite
def written(draw: st.DrawFn) -> bytes:
    """Draw JSON as services write it: some of it damaged, or with the same name twice."""
    spaces = draw(st.sampled_from([(",", ":"), (", ", ": "), (" , ", " : "), (",\n", "\n:\t")]))
    entries = draw(_files | _answers)
    around = draw(st.sampled_from([None, "files", "items", "total"]))
    answer = {"total": 1, around: entries} if around else entries
    text = json.dumps(answer, ensure_ascii=draw(st.booleans()), separators=spaces)
    for name in draw(st.sampled_from([(), (), ("id",), ("files", "new")])):  # written otherwise
        text = text.replace(f'"{name}"', f'"\\u{ord(name[0]):04x}{name[1:]}"', 1)
    damaged: str = draw(_damage)(text)
    return damaged.encode(errors="surrogatepass")


@given(written())
def test_a_list_is_read_as_the_careful_way_reads_it_or_with_its_error(content: bytes) -> None:
    assert outcome(lambda: either(content)) == outcome(lambda: carefully(content))


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


@pytest.mark.parametrize(
    "content",
    [
        b'[{"id": "f1", "filename": "a", "processingStatus": "X", "\\u0069d": "f1"}]',
        b'[{"id": "f1", "filename": "a", "processingStatus": "X", "new": 1, "new": 1}]',
        b'[{"id": "f1", "filename": "a", "processingStatus": "X", "new": {"a": 1, "a": 1}}]',
        b'{"files": [{"id": "f1", "filename": "a", "processingStatus": "X"}], "files": []}',
        b'{"files": [], "files": [{"id": "f1", "filename": "a", "processingStatus": "X"}]}',
        b'{"files": [], "total": 1, "total": 1}',
    ],
)
@pytest.mark.fault("B46")
def test_a_list_in_which_a_name_stands_twice_is_never_read_quickly(content: bytes) -> None:
    with pytest.raises(BodyError, match="twice"):
        parse_json(content)
    with pytest.raises(NotQuickError):
        outlines(content)


@pytest.mark.parametrize(
    "answer",
    [
        [],
        [FILE, {**FILE, "assignee": "u", "new": 1}],
        {"files": [{**FILE, "new": [{"a": '"'}]}]},
        {"total": 1, "files": [FILE]},
        {"items": [FILE]},
        [
            {
                "fileId": "f1",
                "filename": "ä",
                "processingStatus": "",
                "fileErrorInfo": {"cause": "x"},
            }
        ],
    ],
)
def test_a_sound_list_is_read_quickly_in_any_form(answer: Any) -> None:
    content = json.dumps(answer).encode()

    assert outcome(lambda: outlines(content)) == outcome(lambda: carefully(content))


def test_without_the_rest_there_are_no_other_fields() -> None:
    content = json.dumps([{**FILE, "numberOfAnalyses": 1, "numberOfPages": 3}]).encode()
    (status,) = outlines(content, rest=False)

    assert status.is_ready
    assert not hasattr(status, "number_of_pages")


def test_what_a_load_needs_is_there_before_the_rest_is_read() -> None:
    status = outline({**FILE, "numberOfPages": 3, "new": 1})
    assert status.is_ready
    assert "number_of_pages" not in vars(status)

    assert (status.number_of_pages, status.extra) == (3, {"new": 1})
    assert vars(status) == vars(FileStatus.from_json({**FILE, "numberOfPages": 3, "new": 1}))


def test_an_unread_record_is_equal_copied_and_pickled_as_any_other() -> None:
    sent = {**FILE, "numberOfPages": 3, "added": "2026-01-02T03:04:05Z"}
    read = FileStatus.from_json(sent)

    assert outline(sent) == read
    assert hash(outline(sent)) == hash(read)
    assert copy.copy(outline(sent)) == read
    assert pickle.loads(pickle.dumps(outline(sent))) == read  # noqa: S301 -- our own bytes


def test_a_record_has_no_other_attributes() -> None:
    status = outline(FILE)

    assert not hasattr(status, "pages")
    assert not hasattr(status, "_repr_html_")
