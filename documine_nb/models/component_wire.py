"""Component answers decoded straight from their bytes, where they have the expected form.

Half a million records of Python cost more than fetching them does. Here an answer becomes typed
structs in one pass in C; whatever does not fit, a text in a list's place or a field that this
release does not know, gives None, and the caller reads that file by :class:`.FileComponents`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Annotated

import msgspec

__all__ = ["FileAnswer", "decode_file", "split_files"]


Page = Annotated[int, msgspec.Meta(gt=-(2**31), lt=2**31)]


class EntityAnswer(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    """An entity reference, as :class:`.EntityReference`."""

    id: str | None = None
    type: str | None = None
    rule_id: str | None = msgspec.field(default=None, name="entityRuleId")
    page: Page | None = None


class ValueAnswer(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    """A value, as :class:`.ComponentValue`."""

    value: str | None = None
    original_value: str | None = msgspec.field(default=None, name="originalValue")
    description: str | None = msgspec.field(default=None, name="valueDescription")
    rule_id: str | None = msgspec.field(default=None, name="componentRuleId")
    entities: tuple[EntityAnswer, ...] = msgspec.field(default=(), name="entityReferences")


class ComponentAnswer(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    """A component, as :class:`.Component`."""

    name: str
    values: tuple[ValueAnswer, ...] = msgspec.field(default=(), name="componentValues")
    overridden: bool = False


class FileAnswer(msgspec.Struct, gc=False, frozen=True):
    """The components of one file, as :class:`.FileComponents`."""

    dossier_template_id: str | None
    dossier_id: str | None
    file_id: str
    filename: str
    components: dict[str, tuple[str, ...]]
    details: dict[str, ComponentAnswer] | None


class _File(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    file_id: str = msgspec.field(name="fileId")
    filename: str
    components: msgspec.Raw
    dossier_template_id: str | None = msgspec.field(default=None, name="dossierTemplateId")
    dossier_id: str | None = msgspec.field(default=None, name="dossierId")
    details: dict[str, ComponentAnswer] | None = msgspec.field(
        default=None, name="componentDetails"
    )


class _Wrapper(msgspec.Struct, forbid_unknown_fields=True):
    files: list[msgspec.Raw]


_file = msgspec.json.Decoder(_File)
_components = msgspec.json.Decoder(dict[str, tuple[str, ...]])
_wrapper = msgspec.json.Decoder(_Wrapper)


def split_files(content: bytes) -> Sequence[msgspec.Raw] | None:
    """Return the files of a bulk answer, each undecoded; None where it has another form."""
    try:
        return _wrapper.decode(content).files
    except (msgspec.MsgspecError, RecursionError):
        return None


def decode_file(content: msgspec.Raw | bytes) -> FileAnswer | None:
    r"""Return one file's components, or None where the answer has another form.

    Examples
    --------
    >>> answer = b'{"fileId": "f1", "filename": "a.pdf", "components": {"Sex": ["male"]}}'
    >>> decode_file(answer).components
    {'Sex': ('male',)}
    >>> decode_file(answer.replace(b'["male"]', b'"male"')) is None
    True
    """
    try:
        file = _file.decode(content)
        components = _components.decode(file.components)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
    if not _names_once(components, bytes(file.components)):
        return None
    if not _parts_once(file.details, bytes(content)):
        return None
    return FileAnswer(
        file.dossier_template_id,
        file.dossier_id,
        file.file_id,
        file.filename,
        components,
        file.details,
    )


# Of a name that stands twice a decoder keeps the last, in silence. So counted is what each has
# exactly once; a text that looks the same only costs a closer look.


def _names_once(components: Mapping[str, object], content: bytes) -> bool:
    if content.count(b"[") == len(components):
        return True
    return len(json.loads(content, object_pairs_hook=list)) == len(components)


def _parts_once(details: Mapping[str, ComponentAnswer] | None, content: bytes) -> bool:
    if details is None:
        return content.count(b'"components"') == 1
    # Of components that stand twice, details would still tell the ones dropped.
    if content.count(b'"componentValues"') != len(details):
        return False
    return list(details) == [component.name for component in details.values()]
