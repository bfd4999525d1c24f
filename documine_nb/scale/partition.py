"""One partition: the components of some files, loaded by whichever worker has the task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from documine_nb.bridge import run
from documine_nb.errors import RequestError
from documine_nb.models.component_table import ComponentTable
from documine_nb.resources.component_answers import file_of, say_which
from documine_nb.resources.context import Context
from documine_nb.resources.fetching import fetch_all
from documine_nb.scale.budget import Budget
from documine_nb.scale.layout import Layout
from documine_nb.scale.reference import ServiceReference
from documine_nb.scale.worker_sessions import session_for

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Partition", "load_partition", "load_table"]


@dataclass(frozen=True)
class Partition:
    """The ids of some files.

    Attributes
    ----------
    file_ids : tuple of str
        The files, in the order of the rows.
    unready : frozenset of str
        Those of them that may not have been analysed yet: they count once they have a value.
    """

    file_ids: tuple[str, ...]
    unready: frozenset[str] = frozenset()


def load_partition(
    partition: Partition,
    *,
    service: ServiceReference,
    dossier: Mapping[str, str],
    layout: Layout,
    budget: Budget,
    load: str,
) -> pd.DataFrame:
    """Load the components of a partition's files.

    Parameters
    ----------
    partition : Partition
        The files.
    service : ServiceReference
        How this process finds the service and signs in.
    dossier : mapping
        The ids of the template and the dossier.
    layout : Layout
        The frame to make: the same columns in every partition.
    budget : Budget
        Shared by the tasks of all workers.
    load : str
        Tells one load from the next, so that no kept result of an earlier one stands for it.
    """
    del load
    with budget.share() as width:
        context = session_for(service)._context  # noqa: SLF001 -- scale makes sessions for its tasks
        details = layout.needs_details
        table = run(load_table(context, dossier, partition.file_ids, width=width, details=details))
    filled = table.filled()
    numbers = {file_id: number for number, file_id in enumerate(table.file_ids)}
    kept = [
        numbers[file_id]
        for file_id in partition.file_ids
        if file_id not in partition.unready or filled[numbers[file_id]]
    ]
    return layout.frame(table.take(kept))


async def load_table(
    context: Context,
    dossier: Mapping[str, str],
    file_ids: Sequence[str],
    *,
    width: int,
    details: bool,
) -> ComponentTable:
    """Load files, a few at once, in the order in which the service answers."""
    table = ComponentTable()
    answer_of = context.reads(
        "getComponents", dossier, each="fileId", query={"includeDetails": details}
    )

    async def read(file_id: str) -> None:
        try:
            answer = await answer_of(file_id)
        except RequestError as error:
            say_which(error, f"file {file_id}")
            raise
        table.add(file_of(answer, file_id))

    await fetch_all(file_ids, read, width=width, clock=context.clock)
    return table
