"""Component reports as XML: the elements of one file, or of many below any root.

The attributes ``empty``, ``nil``, ``name``, ``escaped`` and ``nameEscaped`` say what XML cannot
(see the embedded server); without them it is the plain form in which a value repeats its element.
Other element names for the same things are tolerated as far as they are unambiguous.
"""

from __future__ import annotations

import re
from typing import Any, NoReturn
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from documine_nb.errors import ProtocolError, UnsafeArchiveError
from documine_nb.models.components import FileComponents
from documine_nb.packages.archive import PackageArchive
from documine_nb.packages.unreadable import UnreadableReport

__all__ = ["read_xml"]

_LISTS = {"componentValues", "entityReferences"}


def read_xml(archive: PackageArchive, member: str) -> list[FileComponents]:
    """Read all files that an XML document states.

    Raises
    ------
    UnreadableReport
        The member is no XML, or holds something else.
    UnsafeArchiveError
        It declares a document type: entities can be bombs or read this machine's files.
    """
    root = _parse(archive.read(member), f"{member!r} in {archive.what}")
    files = [element for element in root.iter() if element.find("components") is not None]
    if not files:
        raise UnreadableReport(f"its element <{root.tag}> holds no <components>")
    try:
        return [FileComponents.from_json(_file(element)) for element in files]
    except ProtocolError as wrong:
        raise UnreadableReport(wrong.message) from None


def _parse(content: bytes, what: str) -> Element:
    builder = TreeBuilder()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda tag, found: builder.start(_local(tag), found)
    parser.EndElementHandler = lambda tag: builder.end(_local(tag))
    parser.CharacterDataHandler = builder.data

    def refuse(*_: object) -> NoReturn:
        raise UnsafeArchiveError(
            f"{what} declares a document type, which no component report needs",
            cure="It was not read; tell who made the package.",
        )

    # As defusedxml does it. Only refused, never skipped: without its entities a text is another.
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(content, True)
        root: Element = builder.close()
    except (expat.ExpatError, LookupError, ValueError, RecursionError) as error:
        raise UnreadableReport(f"it is no XML: {error}") from None
    return root


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


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
    return re.sub(r"\\u([0-9A-Fa-f]{4})", lambda found: chr(int(found[1], 16)), text)
