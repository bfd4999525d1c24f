"""The XML of a file's components, read back by a parser that knows nothing of its writer."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from documine_nb.server.component_xml import components_xml

HEAD = {"dossierTemplateId": "t", "dossierId": "d", "fileId": "f", "filename": "ü <1>.pdf"}
ANY_TEXT = st.text(st.characters(codec=None), max_size=20)


def unescape(text: str, marked: str | None) -> str:
    if marked != "true":
        return text
    return re.sub(r"\\u([0-9A-F]{4})", lambda found: chr(int(found.group(1), 16)), text)


def text_of(element: ET.Element) -> str | None:
    if element.get("nil") == "true":
        return None
    return unescape(element.text or "", element.get("escaped"))


def components_of(document: ET.Element) -> dict[str, list[str | None]]:
    found: dict[str, list[str | None]] = {}
    for element in document.iterfind("components/*"):
        name = unescape(element.get("name", element.tag), element.get("nameEscaped"))
        values = found.setdefault(name, [])
        if element.get("empty") != "true":
            values.append(text_of(element))
    return found


def fields_of(element: ET.Element) -> dict[str, Any]:
    return {
        child.tag: [fields_of(item) for item in child]
        if child.tag in {"componentValues", "entityReferences"}
        else text_of(child)
        for child in element
    }


def parse(answer: dict[str, Any]) -> ET.Element:
    return ET.fromstring(components_xml(answer))  # noqa: S314 -- our own document


@given(st.dictionaries(ANY_TEXT, st.lists(ANY_TEXT, max_size=3), max_size=5))
def test_names_values_and_order_come_back_whatever_they_hold(
    components: dict[str, list[str]],
) -> None:
    found = components_of(parse({**HEAD, "components": components}))
    assert list(found.items()) == list(components.items())


def test_no_value_and_an_empty_value_are_told_apart() -> None:
    document = parse({**HEAD, "components": {"None": [], "Empty": [""], "Two": ["", ""]}})
    assert components_of(document) == {"None": [], "Empty": [""], "Two": ["", ""]}


def test_names_that_look_the_same_as_elements_stay_two_components() -> None:
    components = {"A b": ["1"], "A_b": ["2"], "Ä/b": ["3"], "4 h": ["4"], "xml": ["5"], "名": ["6"]}
    assert components_of(parse({**HEAD, "components": components})) == components


def test_plain_names_are_plain_elements() -> None:
    assert b"<Report_Number>12/345-001P</Report_Number>" in components_xml(
        {**HEAD, "components": {"Report_Number": ["12/345-001P"]}}
    )


def test_ids_and_the_file_name_stand_at_the_head() -> None:
    document = parse({**HEAD, "components": {}})
    assert {child.tag: child.text for child in document[:4]} == HEAD


def test_details_hold_what_the_json_holds() -> None:
    value = {
        "value": "2000\r\n\x0b", "originalValue": None, "valueDescription": "",
        "componentRuleId": "R.0.0",
        "entityReferences": [{"id": "e1", "type": "ld50", "entityRuleId": "E.1.0", "page": 7}],
    }  # fmt: skip
    details = {
        "LD50 (mg)": {"name": "LD50 (mg)", "overridden": True, "componentValues": [value]},
        "Sex": {"name": "Sex", "overridden": False, "componentValues": []},
    }
    document = parse({**HEAD, "components": {}, "componentDetails": details})
    reference = {"id": "e1", "type": "ld50", "entityRuleId": "E.1.0", "page": "7"}
    assert [fields_of(item) for item in document.iterfind("componentDetails/*")] == [
        {
            "name": "LD50 (mg)",
            "overridden": "true",
            "componentValues": [value | {"entityReferences": [reference]}],
        },
        {"name": "Sex", "overridden": "false", "componentValues": []},
    ]


def test_without_details_there_is_no_element_for_them() -> None:
    assert parse({**HEAD, "components": {}}).find("componentDetails") is None
