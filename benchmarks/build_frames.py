"""Building frames alone, of answers at hand: ``build_frames.py KIND FRAME FILES``.

`FRAME` is ``wide``, of components without details, or ``long``, of components with them. Kinds:

- ``ours``;
- ``limit``: the answers decoded as far as the frame needs them, and columns that are ready turned
  into Arrow, as if the way between were free;
- ``peer``: ``json`` and ``json_normalize``, see ``peers.py``;
- ``untyped``, of the wide frame: the same, but the lists are left in the cells, and nothing typed.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from functools import partial

import msgspec
import pandas as pd
import pyarrow as pa
from bodies import built
from peers import normalized
from stub_service import COMPONENTS, body_of


class Wide(msgspec.Struct, gc=False):
    """What a wide frame needs of a file."""

    fileId: str  # noqa: N815 -- as sent
    filename: str
    components: dict[str, list[str]]


class Entity(msgspec.Struct, gc=False):
    """An entity reference."""

    id: str
    type: str
    entityRuleId: str  # noqa: N815 -- as sent
    page: int


class Value(msgspec.Struct, gc=False):
    """A value with its details."""

    value: str
    originalValue: str  # noqa: N815 -- as sent
    valueDescription: str  # noqa: N815 -- as sent
    componentRuleId: str  # noqa: N815 -- as sent
    entityReferences: list[Entity]  # noqa: N815 -- as sent


class Component(msgspec.Struct, gc=False):
    """A component with its details."""

    name: str
    overridden: bool
    componentValues: list[Value]  # noqa: N815 -- as sent


class Long(msgspec.Struct, gc=False):
    """What a long frame needs of a file."""

    fileId: str  # noqa: N815 -- as sent
    filename: str
    componentDetails: dict[str, Component]  # noqa: N815 -- as sent


def ready_columns(bodies: list[bytes], frame: str) -> list[Callable[[], object]]:
    """Return, for each column of the frame, what makes Arrow of it."""
    if frame == "wide":
        files = [msgspec.json.decode(body, type=Wide) for body in bodies]
        names = sorted({name for file in files for name in file.components})
        columns = [[file.fileId for file in files], [file.filename for file in files]]
        columns += [["; ".join(file.components.get(name, ())) for file in files] for name in names]
        return [partial(pa.array, texts, pa.string()) for texts in columns]
    return [_again(pa.array(column.array)) for _, column in built(bodies, frame).items()]


def _again(column: pa.Array | pa.ChunkedArray) -> Callable[[], object]:
    whole = pa.chunked_array([column]) if isinstance(column, pa.Array) else column
    if not pa.types.is_dictionary(whole.type):
        values = whole.to_pylist()
        return lambda: pa.array(values, whole.type)
    one = whole.unify_dictionaries().combine_chunks()
    one = one.chunk(0) if isinstance(one, pa.ChunkedArray) else one
    codes, texts = one.indices.to_pylist(), one.dictionary
    return lambda: pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), texts)


def limit(bodies: list[bytes], frame: str, columns: list[Callable[[], object]]) -> None:
    """Decode, and convert what is ready."""
    decoder = msgspec.json.Decoder(Wide if frame == "wide" else Long)
    for body in bodies:
        decoder.decode(body)
    for column in columns:
        column()


def main(kind: str, frame: str, count: int) -> None:
    """Print the seconds of one kind."""
    bodies = [body_of(number, details=frame == "long") for number in range(count)]
    columns = ready_columns(bodies, frame) if kind == "limit" else []
    built(bodies[:10], frame)
    made: pd.DataFrame | None = None
    start = time.perf_counter()
    if kind == "limit":
        limit(bodies, frame, columns)
    elif kind == "ours":
        made = built(bodies, frame)
    elif kind == "peer":
        made = normalized([json.loads(body) for body in bodies], frame)
    else:
        made = pd.json_normalize([json.loads(body) for body in bodies])
    seconds = time.perf_counter() - start
    assert made is None or (len(made) >= count and made.shape[1] <= COMPONENTS + 20)
    print(json.dumps({"seconds": seconds}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
