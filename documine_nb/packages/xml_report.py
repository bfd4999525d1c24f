"""Component reports as XML: the elements of one file, or of many below any root.

The attributes ``empty``, ``nil``, ``name``, ``escaped`` and ``nameEscaped`` say what XML cannot
(see the embedded server); without them it is the plain form in which a value repeats its element.
Other element names for the same things are tolerated as far as they are unambiguous.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, NoReturn
from xml.etree.ElementTree import Element, ParseError, fromstring
from xml.parsers import expat

from documine_nb.errors import ProtocolError, UnsafeArchiveError
from documine_nb.models.component_wire import FileAnswer
from documine_nb.models.components import FileComponents
from documine_nb.packages.collected import compact
from documine_nb.packages.source import ReportSource
from documine_nb.packages.unreadable import UnreadableReport

__all__ = ["read_xml"]

_LISTS = {"componentValues", "entityReferences"}


def read_xml(source: ReportSource, member: str) -> Iterable[FileComponents | FileAnswer]:
    """Read all files that an XML document states.

    Raises
    ------
    UnreadableReport
        The member is no XML, or holds something else.
    UnsafeArchiveError
        It declares a document type: entities can be bombs or read this machine's files.
    """
    root = _parse(source.read(member), f"{member!r} in {source.what}")
    files = [element for element in root.iter() if element.find("components") is not None]
    if not files:
        raise UnreadableReport(f"its element <{root.tag}> holds no <components>")
    try:
        return [compact(FileComponents.from_json(_file(element))) for element in files]
    except ProtocolError as wrong:
        raise UnreadableReport(wrong.message) from None


def _parse(content: bytes, what: str) -> Element:
    _refuse_document_type(content, what)
    try:
        root = fromstring(content)  # noqa: S314 -- without a document type there are no entities
    except (ParseError, LookupError, ValueError) as error:
        raise UnreadableReport(f"it is no XML: {error}") from None
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    return root


def _refuse_document_type(content: bytes, what: str) -> None:
    """Refuse it as defusedxml does, never skip it: without its entities a text is another."""

    def refuse(*_: object) -> NoReturn:
        raise UnsafeArchiveError(
            f"{what} declares a document type, which no component report needs",
            cure="It was not read; tell who made the package.",
        )

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    with suppress(expat.ExpatError, LookupError, ValueError):  # told by who reads it in earnest
        parser.Parse(content, True)


def _file(element: Element) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for child in element:
        if child.tag == "components":
            found["components"] = _components(child)
        elif child.tag == "componentDetails":
            found["componentDetails"] = [_details(component) for component in child]
        else:
            found[child.tag] = _text(child)
    return found


def _components(element: Element) -> dict[str, list[str | None]]:
    found: dict[str, list[str | None]] = {}
    for child in element:
        values = found.setdefault(_name(child), [])
        if child.get("empty") != "true":
            values.append(_text(child))
    return found


def _details(element: Element) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for child in element:
        if child.tag in _LISTS:
            found[child.tag] = [_details(item) for item in child]
        else:
            found[child.tag] = _text(child)
    return found


def _name(element: Element) -> str:
    name = element.get("name")
    if name is None:
        return element.tag
    return _unescape(name) if element.get("nameEscaped") == "true" else name


def _text(element: Element) -> str | None:
    if element.get("nil") == "true":
        return None
    text = "".join(element.itertext())
    return _unescape(text) if element.get("escaped") == "true" else text


def _unescape(text: str) -> str:
    whole = re.sub(r"\\u([0-9A-Fa-f]{4})", lambda found: chr(int(found[1], 16)), text)
    try:
        return whole.encode("utf-16", "surrogatepass").decode("utf-16")  # halves become pairs
    except UnicodeDecodeError:
        raise UnreadableReport("half a surrogate pair in a text") from None
