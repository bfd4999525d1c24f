"""The rows of a few files as plain lists: what a component table is filled with, block by block."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import numpy as np

from documine_nb.models.component_wire import FileAnswer, ValueAnswer
from documine_nb.models.components import FileComponents

__all__ = ["Block", "block_of", "quick_blocks"]

_NO_VALUE = (ValueAnswer(),)


@dataclass
class Block:
    """Components file by file, and their values; one without values has one that says nothing.

    Attributes
    ----------
    files : list of int
        How many components each file has.
    names, overridden : list
        One entry a component.
    sizes : array
        How many values each component has.
    values : list of str or None
        One entry a value.
    descriptions, rules, originals : list, optional
        The same; None where there is nothing of the kind. Where every value is as it was
        extracted, `originals` is the list `values` itself.
    entities : array, optional
        How many entity references each value has.
    references : list
        One entry a reference, with ``id``, ``type``, ``rule_id`` and ``page``.
    """

    files: list[int]
    names: list[str]
    sizes: Any
    values: list[str | None]
    overridden: list[Any] | None = None
    descriptions: list[str | None] | None = None
    rules: list[str | None] | None = None
    originals: list[str | None] | None = None
    entities: Any = None
    references: list[Any] = field(default_factory=list)


def quick_blocks(files: Sequence[FileAnswer]) -> Iterator[Block | None]:
    """Return the components of files; None for one that wants a closer look.

    Nearly all files say the same in their details as in their plain values. They are taken many at
    a time; of those that do not, halves, until the odd one stands alone.
    """
    has_details = files[0].details is not None
    block = None
    if all((file.details is not None) == has_details for file in files):
        block = _plain(files)
        if has_details and not _add_details(block, files):
            block = None
    if block is not None or len(files) == 1:
        yield block
        return
    middle = len(files) // 2
    yield from quick_blocks(files[:middle])
    yield from quick_blocks(files[middle:])


def _plain(files: Sequence[FileAnswer]) -> Block:
    cells = list(chain.from_iterable([file.components.values() for file in files]))
    return Block(
        files=[len(file.components) for file in files],
        names=list(chain.from_iterable([file.components for file in files])),
        sizes=(sizes := _lengths(cells)),
        values=_flat(cells, sizes, (None,)),
    )


def _lengths(cells: Sequence[Sequence[Any]]) -> Any:
    return np.fromiter(map(len, cells), np.int64, len(cells))


def _flat(cells: Sequence[Sequence[Any]], sizes: Any, nothing: Sequence[Any]) -> list[Any]:
    """Return the values of all components; one that has none has one that says nothing."""
    return list(chain.from_iterable(cells if sizes.all() else [cell or nothing for cell in cells]))


def _add_details(block: Block, files: Sequence[FileAnswer]) -> bool:
    """Add what details say, unless they say other names or values."""
    details = list(chain.from_iterable([(file.details or {}).values() for file in files]))
    if block.names != [component.name for component in details]:
        return False
    cells = [component.values for component in details]
    if not np.array_equal(block.sizes, _lengths(cells)):
        return False
    items = _flat(cells, block.sizes, _NO_VALUE)
    if block.values != [item.value for item in items]:
        return False
    originals = [item.original_value for item in items]
    entities = [item.entities for item in items]
    block.overridden = [component.overridden for component in details]
    block.descriptions = [item.description for item in items]
    block.rules = [item.rule_id for item in items]
    block.originals = block.values if originals == block.values else originals
    block.entities = _lengths(entities)
    block.references = list(chain.from_iterable(entities))
    return True


def block_of(file: FileComponents | FileAnswer) -> tuple[Block, bool]:
    """Return the components of one file, and whether plain values and details say the same."""
    details: Mapping[str, Any] = file.details or {}
    names = [*file.components, *(name for name in details if name not in file.components)]
    agrees = len(names) == len(file.components)
    cells = []
    for name in names:
        values = file.components.get(name, ())
        if name in details:
            agrees &= _agree(details[name].values, values)
            cells.append(details[name].values)
        else:
            cells.append([ValueAnswer(text) for text in values])
    items = [item for cell in cells for item in cell or _NO_VALUE]
    overridden = [details[name].overridden if name in details else None for name in names]
    block = Block(
        files=[len(names)],
        names=names,
        sizes=_lengths(cells),
        values=[item.value for item in items],
        overridden=overridden,
        descriptions=[item.description for item in items],
        rules=[item.rule_id for item in items],
        originals=[item.original_value for item in items],
        entities=_lengths([item.entities for item in items]),
        references=[entity for item in items for entity in item.entities],
    )
    return block, agrees


def _agree(items: Sequence[Any], values: Iterable[str]) -> bool:
    return [item.value for item in items] == list(values)
