"""Building frames alone, of answers at hand: ``build_frames.py KIND FRAME FILES``.

`FRAME` is ``wide`` or ``long``. Kinds: ``ours``; ``limit``, which decodes the answers and turns
columns that are ready into Arrow, as if the way between were free; ``peer``: ``json`` and
``json_normalize``, for the wide frame of the components alone.
"""

from __future__ import annotations

import json
import sys
import time

import pandas as pd
import pyarrow as pa
from peers import typed
from stub_service import file_components

from documine_nb.frames import ComponentResult
from documine_nb.models.component_table import ComponentTable
from documine_nb.models.component_wire import decode_file


def ours(bodies: list[bytes], frame: str) -> ComponentTable:
    """Build by the toolkit."""
    table = ComponentTable()
    for body in bodies:
        answer = decode_file(body)
        assert answer is not None
        table.add(answer)
    result = ComponentResult(table)
    assert len(result.wide() if frame == "wide" else result.long())
    return table


def peer(bodies: list[bytes], frame: str) -> None:
    """Build by ``json_normalize``."""
    answers = [json.loads(body) for body in bodies]
    if frame == "wide":
        rows = [
            {"file_id": one["fileId"], "file name": one["filename"]}
            | {name: "; ".join(values) for name, values in one["components"].items()}
            for one in answers
        ]
        assert len(pd.json_normalize(rows).set_index("file_id").apply(typed))
        return
    rows = [
        {"file_id": one["fileId"], "filename": one["filename"]} | component
        for one in answers
        for component in one["componentDetails"].values()
    ]
    meta = ["file_id", "filename", "name", "overridden"]
    assert len(pd.json_normalize(rows, record_path="componentValues", meta=meta))


def main(kind: str, frame: str, count: int) -> None:
    """Print the seconds of one kind."""
    bodies = [json.dumps(file_components(number)).encode() for number in range(count)]
    ours(bodies[:10], frame)
    if kind == "limit":
        result = ComponentResult(ours(bodies, frame))
        made = result.wide() if frame == "wide" else result.long()
        ready = [pa.array(made.iloc[:, place].array) for place in range(made.shape[1])]
        columns = [(column.to_pylist(), column.type) for column in ready]
    start = time.perf_counter()
    if kind == "limit":
        for body in bodies:
            decode_file(body)
        for column, of in columns:
            pa.array(column, of)
    elif kind == "ours":
        ours(bodies, frame)
    else:
        peer(bodies, frame)
    print(json.dumps({"seconds": time.perf_counter() - start}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
