"""Components by columns: nothing is lost, nothing is guessed, whatever form the answer has."""

from __future__ import annotations

import gc
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.components import answer, files

from documine_nb.errors import ProtocolError
from documine_nb.models import FileComponents
from documine_nb.models.component_records import records_of
from documine_nb.models.component_table import ComponentTable
from documine_nb.models.component_wire import decode_file, split_files
from documine_nb.models.garbage import collector_paused
from documine_nb.resources.component_answers import table_of
from documine_nb.transport.answer import Answer

PLAIN = answer(1, {"Sex": ["male", "female"], "Sponsor": ["A"], "None": []})


def bulk(*answers: Any) -> ComponentTable:
    return table_of(Answer(200, {}, json.dumps({"files": answers}, allow_nan=False).encode()))


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
maybe = st.none() | texts
entities = st.fixed_dictionaries(
    {}, optional={"id": maybe, "type": maybe, "entityRuleId": maybe, "page": st.integers(0, 9)}
)
details = st.fixed_dictionaries(
    {},
    optional={
        "value": maybe,
        "originalValue": maybe,
        "valueDescription": maybe | st.integers(0, 3),
        "componentRuleId": maybe,
        "entityReferences": st.none() | st.lists(entities, max_size=3) | entities,
        "somethingNew": texts,
    },
)


@st.composite
def answers(draw: st.DrawFn) -> dict[str, Any]:
    """Answers as the service sends them, and as it never should."""
    values = draw(st.dictionaries(texts, st.lists(texts, max_size=3), max_size=4))
    found = answer(draw(st.integers(1, 3)), values, details=draw(st.booleans()))
    for name in values:
        ways = ["as is"] * 4 + ["text", "null", "other", "extra", "gone", "short"]
        match draw(st.sampled_from(ways)):
            case "text":
                found["components"][name] = draw(texts)
            case "null":
                found["components"][name] = [None, draw(texts)]
            case "gone":
                del found["components"][name]
            case "other" if "componentDetails" in found:
                found["componentDetails"][name]["componentValues"] = draw(
                    st.lists(details, max_size=3)
                )
            case "short" if "componentDetails" in found:
                del found["componentDetails"][name]["overridden"]
            case "extra" if "componentDetails" in found:
                found["componentDetails"][name]["changedBy"] = "somebody"
    return found


@settings(max_examples=150, deadline=None)
@given(sent=st.lists(answers(), max_size=3))
def test_the_records_made_of_a_table_are_those_of_the_answers(sent: list[dict[str, Any]]) -> None:
    expected = tuple(FileComponents.from_json(json.loads(json.dumps(one))) for one in sent)

    assert records_of(bulk(*sent)) == expected
    assert records_of(ComponentTable.of(expected)) == expected


@settings(max_examples=150, deadline=None)
@given(sent=st.lists(answers(), max_size=3))
def test_a_table_is_the_same_by_the_quick_way_and_by_the_careful_one(
    sent: list[dict[str, Any]],
) -> None:
    quick = bulk(*sent)
    careful = ComponentTable.of(FileComponents.from_json(one) for one in sent)

    assert quick.names() == careful.names()
    assert quick.apart == careful.apart
    for column in (
        "component",
        "position",
        "value",
        "description",
        "overridden",
        "original",
        "entities",
        "entity_page",
    ):
        assert list(getattr(quick, column)) == list(getattr(careful, column))


def test_an_answer_of_the_expected_form_goes_the_quick_way_and_keeps_no_record() -> None:
    assert bulk(PLAIN, PLAIN).records == {}


@pytest.mark.fault("B46")
@pytest.mark.parametrize(
    "twice",
    [
        '{"fileId": "f", "filename": "a", "components": {"A": ["1"], "A": ["2"]}}',
        '{"fileId": "f", "filename": "a", "components": {"A": ["[1"], "A": ["2"]}}',
        (
            '{"dossierTemplateId": "t", "dossierId": "d", "fileId": "f", "filename": "a", '
            '"components": {"A": ["1"], "A": ["2"]}}'
        ),
        (
            '{"fileId": "f", "filename": "a", "components": {"A": ["1"]}, "componentDetails": '
            '{"A": {"name": "A", "componentValues": []}, '
            '"A": {"name": "A", "componentValues": []}}}'
        ),
        (  # a value looks like the part behind the components
            '{"fileId": "f", "filename": "a", "components": '
            '{"A": ["componentDetails"], "A": ["2"]}, "componentDetails": {}}'
        ),
        (
            '{"componentDetails": {"A": {"name": "A", "componentValues": []}}, "fileId": "f", '
            '"filename": "a", "components": {"A": ["componentDetails"], "A": ["2"]}}'
        ),
        (
            '{"fileId": "f", "filename": "{", "components": {"A": []}, "componentDetails": '
            '{"A": {"name": "A", "componentValues": []}, '
            '"A": {"name": "A", "componentValues": []}}}'
        ),
    ],
)
def test_a_component_that_stands_twice_is_refused_and_not_dropped(twice: str) -> None:
    with pytest.raises(ProtocolError, match="'A' twice"):
        table_of(Answer(200, {}, f'{{"files": [{twice}]}}'.encode()))


@pytest.mark.fault("B46")
def test_components_that_stand_twice_are_refused_and_not_dropped() -> None:
    parts = ', "components": {"A": ["1"]}, "components": {"A": ["2"]}'

    with pytest.raises(ProtocolError, match="'components' twice"):
        table_of(
            Answer(200, {}, f'{{"files": [{{"fileId": "f", "filename": "a"{parts}}}]}}'.encode())
        )


@pytest.mark.fault("B46")
@pytest.mark.parametrize("again", ["files", "\\u0066iles"])
def test_a_list_of_files_that_stands_twice_is_refused_and_not_dropped(again: str) -> None:
    one = [f'{{"fileId": "{key}", "filename": "{key}", "components": {{}}}}' for key in "fg"]
    content = f'{{"files": [{one[0]}], "{again}": [{one[1]}]}}'

    with pytest.raises(ProtocolError, match="'files' twice"):
        table_of(Answer(200, {}, content.encode()))


def test_a_bare_list_of_files_is_taken_as_quickly() -> None:
    (part,) = split_files(json.dumps([PLAIN]).encode()) or ()
    assert decode_file(part) is not None


@pytest.mark.parametrize("text", ["[14C]-A", '"components"', "componentValues"])
def test_what_looks_like_a_part_of_the_answer_is_a_value(text: str) -> None:
    (file,) = records_of(bulk(answer(1, {"Test_Item": [text, "B"], text: ["x"]})))

    assert file.components == {"Test_Item": (text, "B"), text: ("x",)}


@pytest.mark.parametrize("content", [b'{"a": "\\ud800"}', b"\xff", b"[" * 100_000, b"", b"{}"])
def test_what_is_no_answer_is_left_to_the_careful_way(content: bytes) -> None:
    assert decode_file(content) is None
    assert split_files(content) is None


@pytest.mark.fault("B48")
def test_an_error_names_the_file_by_its_place() -> None:
    with pytest.raises(ProtocolError, match=r"files\[1\]\.filename"):
        bulk(PLAIN, {**PLAIN, "filename": None})


def test_files_are_taken_in_the_order_asked_for() -> None:
    every = files({"A": ["1"]}, {"A": ["2", "3"], "B": []}, {"B": ["4"]})

    taken = ComponentTable.of(every).take([2, 0])

    assert records_of(taken) == (every[2], every[0])
    rows, spans = taken.rows_by_component()
    assert {name: taken.value.take(rows[span])[:] for name, span in spans.items()} == {
        "A": ["1"],
        "B": ["4"],
    }


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(answers(), max_size=3), max_size=3), st.data())
def test_files_of_several_tables_are_taken_together(
    sent: list[list[dict[str, Any]]], data: st.DataObject
) -> None:
    tables = [bulk(*some) for some in sent]
    places = [(table, number) for table in tables for number in range(len(table))]
    chosen = data.draw(st.permutations(places)) if data.draw(st.booleans()) else places
    chosen = chosen[: data.draw(st.integers(0, len(chosen)))]

    together = ComponentTable.together(chosen)

    assert records_of(together) == tuple(records_of(table)[number] for table, number in chosen)
    apart = {at for at, (table, number) in enumerate(chosen) if number in table.apart}
    assert together.apart == apart


def test_a_file_that_says_more_than_columns_hold_says_it_at_its_new_place() -> None:
    odd = answer(2, {"Sex": ["male"]})
    odd["componentDetails"]["Sex"]["changedBy"] = "somebody"
    one, other = bulk(PLAIN, odd), bulk(answer(3, {"Sex": ["female"]}))

    together = ComponentTable.together([(other, 0), (one, 1)])

    assert records_of(together) == (records_of(other)[0], FileComponents.from_json(odd))
    assert list(together.records) == [1]


@pytest.mark.parametrize(
    ("details", "originals"),
    [(True, ["male", "femal", None]), (False, [None, None, None])],
    ids=["with details", "without"],
)
def test_what_was_extracted_is_told_only_where_the_service_says_it(
    *, details: bool, originals: list[str | None]
) -> None:
    sent = answer(1, {"Sex": ["male", "female"], "Sponsor": ["A"]}, details=details)
    if details:
        sent["componentDetails"]["Sex"]["componentValues"][1]["originalValue"] = "femal"

    assert list(bulk(sent).original) == originals


def test_a_file_whose_details_say_other_values_keeps_both() -> None:
    odd = answer(2, {"Sex": ["male"]})
    odd["components"]["Sex"] = ["female"]

    table = bulk(PLAIN, odd)

    assert table.apart == {1}
    assert records_of(table)[1] == FileComponents.from_json(odd)
    assert list(table.value)[-1] == "male"
    assert table.plain(1) == {"Sex": ("female",)}


def test_a_taken_table_holds_what_was_read_the_quick_way() -> None:
    whole = bulk(PLAIN, answer(2, {"Sex": ["male"], "Route": ["oral", "dermal"]}))

    assert records_of(whole.take([1, 0])) == records_of(whole)[::-1]


def test_the_collector_runs_again_once_the_last_one_is_outside() -> None:
    with collector_paused():
        with collector_paused():
            pass
        assert not gc.isenabled()

    assert gc.isenabled()


def test_what_came_in_many_blocks_is_the_same_once_settled() -> None:
    whole = ComponentTable()
    for number in range(40):
        (file,) = records_of(bulk(answer(number, {"Sex": ["male"]})))
        whole.add(file)
    before = records_of(whole)
    whole.settle()

    assert records_of(whole) == before
    assert all(len(column._blocks) == 1 for column in whole.columns().values())
