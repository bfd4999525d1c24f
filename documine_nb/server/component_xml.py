"""The components of a file as XML: the same facts as the JSON answer, in the same order.

``<FileComponents>`` holds the ids and the file name, then ``<components>`` with one element a value
(a value repeats its component's element), and where the answer has details, ``<componentDetails>``
with one ``<component>`` each. What XML cannot say by itself is said by attributes:

=====================  ===========================================================================
``empty="true"``       the component has no value; without it an empty element is an empty text
``nil="true"``         the field is null
``name="..."``         the component's exact name, where it is no XML name and the element's name
                       had characters replaced by ``_``
``escaped="true"``     the text holds characters that XML 1.0 forbids: these, and every backslash,
                       are written as a backslash, ``u`` and four hexadecimal digits
``nameEscaped="true"`` the same for the attribute ``name``
=====================  ===========================================================================
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape

__all__ = ["components_xml"]

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TO_ESCAPE = re.compile("[\\\\\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Parsers turn a bare carriage return into a line feed, and in attributes all three into spaces.
_IN_TEXT = {"\r": "&#13;"}
_IN_ATTRIBUTE = {"\r": "&#13;", "\n": "&#10;", "\t": "&#9;", '"': "&quot;"}
_NO_NAME_CHARACTER = re.compile(r"[^A-Za-z0-9_.\-À-ÖØ-öø-ÿ]")
_NAME_START = re.compile(r"[A-Za-z_À-ÖØ-öø-ÿ]")
_HEAD = ("dossierTemplateId", "dossierId", "fileId", "filename")
_VALUE_FIELDS = ("value", "originalValue", "valueDescription", "componentRuleId")
_REFERENCE_FIELDS = ("id", "type", "entityRuleId", "page")


def components_xml(answer: Mapping[str, Any]) -> bytes:
    """Return the XML document of one file's components.

    Parameters
    ----------
    answer : mapping
        The JSON answer of operation 4.1, with or without ``componentDetails``.

    Examples
    --------
    >>> xml = components_xml({"fileId": "f1", "filename": "a & b.pdf", "components": {"Sex": []}})
    >>> print(xml.decode())
    <?xml version="1.0" encoding="UTF-8"?>
    <FileComponents>
    <fileId>f1</fileId>
    <filename>a &amp; b.pdf</filename>
    <components>
    <Sex empty="true"/>
    </components>
    </FileComponents>
    <BLANKLINE>
    """
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<FileComponents>"]
    lines += _fields(answer, _HEAD)
    lines += ["<components>", *_plain(answer.get("components") or {}), "</components>"]
    if (details := answer.get("componentDetails")) is not None:
        lines += ["<componentDetails>", *_details(details), "</componentDetails>"]
    lines += ["</FileComponents>", ""]
    return "\n".join(lines).encode()


def _plain(components: Mapping[str, Any]) -> Iterator[str]:
    for name, values in components.items():
        tag, attributes = _named(name)
        if not values:
            yield f'<{tag}{attributes} empty="true"/>'
        for value in [values] if isinstance(values, str) else values:
            yield _element(tag, value, attributes)


def _details(details: Mapping[str, Any]) -> Iterator[str]:
    for name, component in details.items():
        yield "<component>"
        yield _element("name", component.get("name", name))
        yield from _fields(component, ("overridden",))
        yield "<componentValues>"
        for value in component.get("componentValues") or ():
            yield "<componentValue>"
            yield from _fields(value, _VALUE_FIELDS)
            yield "<entityReferences>"
            for reference in value.get("entityReferences") or ():
                yield "<entityReference>"
                yield from _fields(reference, _REFERENCE_FIELDS)
                yield "</entityReference>"
            yield "</entityReferences>"
            yield "</componentValue>"
        yield "</componentValues>"
        yield "</component>"


def _fields(record: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[str]:
    return (_element(name, record[name]) for name in names if name in record)


def _element(tag: str, value: Any, attributes: str = "") -> str:
    if value is None:
        return f'<{tag}{attributes} nil="true"/>'
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if _FORBIDDEN.search(text):
        text, attributes = _escaped(text), f'{attributes} escaped="true"'
    return f"<{tag}{attributes}>{escape(text, _IN_TEXT)}</{tag}>"


def _named(name: str) -> tuple[str, str]:
    tag = _NO_NAME_CHARACTER.sub("_", name)
    if not _NAME_START.match(tag) or tag.lower().startswith("xml"):
        tag = f"_{tag}"
    if tag == name:
        return tag, ""
    marked = ""
    if _FORBIDDEN.search(name):
        name, marked = _escaped(name), ' nameEscaped="true"'
    return tag, f' name="{escape(name, _IN_ATTRIBUTE)}"{marked}'


def _escaped(text: str) -> str:
    return _TO_ESCAPE.sub(lambda found: f"\\u{ord(found.group()):04X}", text)
