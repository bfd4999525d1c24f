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
import numpy as np

from documine_nb.models.quick_json import NotQuickError, split_list

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


class _File(FileAnswer, gc=False, frozen=True, kw_only=True, forbid_unknown_fields=True):
    file_id: str = msgspec.field(name="fileId")
    dossier_template_id: str | None = msgspec.field(default=None, name="dossierTemplateId")
    dossier_id: str | None = msgspec.field(default=None, name="dossierId")
    details: dict[str, ComponentAnswer] | None = msgspec.field(
        default=None, name="componentDetails"
    )


_file = msgspec.json.Decoder(_File)
_DETAILS, _BRACE = b'"componentDetails"', ord("{")


def split_files(content: bytes) -> Sequence[msgspec.Raw] | None:
    """Return the files of a bulk answer, each undecoded; None where it has another form."""
    try:
        return split_list(content, wrapper_hint="files")
    except NotQuickError:
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
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
    sent = bytes(content)
    is_whole = _plain_once(file, sent) if file.details is None else _detailed_once(file, sent)
    return file if is_whole else None


# Of a name that stands twice a decoder keeps the last, in silence. So counted is what each has
# exactly once; a text that looks the same only costs a closer look.


def _plain_once(file: FileAnswer, content: bytes) -> bool:
    first, last = content.find(b"{", content.find(b"{") + 1), content.rfind(b"{")
    if first != last and content.count(b'"components"') != 1:  # else there is but one object
        return False
    return content.count(b"[") == len(file.components) or _names_once(file, content)


def _detailed_once(file: FileAnswer, content: bytes) -> bool:
    details = file.details or {}
    # Of components that stand twice, details would still tell the ones dropped.
    is_once = _objects(details) == _braces(content)
    if not is_once and content.count(b'"componentValues"') != len(details):
        return False
    if list(details) != [component.name for component in details.values()]:
        return False
    before = content[: content.find(_DETAILS)].rstrip()
    # Behind an object, and no component: this is the part so named, and the components stand
    # before it, whole.
    is_behind = before.endswith(b"},") and "componentDetails" not in details
    is_once = is_behind and before.count(b"[") == len(file.components)
    return is_once or _names_once(file, content)


def _objects(details: Mapping[str, ComponentAnswer]) -> int:
    """Return how many objects an answer with these details has."""
    items = [item for component in details.values() for item in component.values]
    return 3 + len(details) + len(items) + sum([len(item.entities) for item in items])


def _braces(content: bytes) -> int:
    """Return how many objects begin, or more; NumPy counts four times as fast as bytes do."""
    return int(np.count_nonzero(np.frombuffer(content, np.uint8) == _BRACE))


def _names_once(file: FileAnswer, content: bytes) -> bool:
    parts = dict(json.loads(content, object_pairs_hook=list))
    return len(parts["components"]) == len(file.components)
