"""Components of many files to a long frame: ``load_on_dask.py KIND PORT FILES``.

Both kinds make one call a file, 16 at once in all, to the stub service:

- ``direct``: ``dossier.components().long()``;
- ``threads``: ``session.components(dossier, engine="dask")`` in 8 partitions, computed by the
  threads of this process.

The pickled graph is seen to hold no token. Imports and sign-in are over when the clock starts;
listing the files is part of it.
"""

from __future__ import annotations

import json
import sys
import time

import cloudpickle  # type: ignore[import-untyped]
import dask
import dask.dataframe
import pandas as pd
from measuring import signed_in
from stub_service import DOSSIER_WITHOUT_BULK

import documine_nb as dm
import documine_nb.frames
import documine_nb.scale

PARTITIONS = 8


def direct(session: dm.Session) -> tuple[pd.DataFrame, bytes]:
    """Load by one process."""
    return session.dossier(DOSSIER_WITHOUT_BULK).components(progress=False).long(), b""


def by_threads(session: dm.Session, count: int) -> tuple[pd.DataFrame, bytes]:
    """Load by Dask's threads."""
    size = -(-count // PARTITIONS)
    lazy = session.components(
        DOSSIER_WITHOUT_BULK, engine="dask", frame="long", partition_size=size
    )
    with dask.config.set(scheduler="threads"):
        return lazy.compute(), cloudpickle.dumps(dict(lazy.__dask_graph__()))


def main(kind: str, port: str, count: int) -> None:
    """Print the figures of one kind."""
    with signed_in(port) as session:
        tokens = session._keeper._tokens  # noqa: SLF001 -- to look for it
        assert tokens is not None
        start = time.perf_counter()
        frame, graph = direct(session) if kind == "direct" else by_threads(session, count)
        seconds = time.perf_counter() - start
    assert frame["file_id"].nunique() == count
    assert tokens.access.reveal().encode() not in graph
    print(json.dumps({"seconds": seconds}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
