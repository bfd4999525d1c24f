"""Finding a thing by its id or name, and saying what else was near. No I/O."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from typing import TypeVar

from documine_nb.errors import AmbiguousNameError, NotFoundError

__all__ = ["pick"]

T = TypeVar("T")
_SHOWN = 8


def pick(
    items: Sequence[T],
    wanted: str,
    *,
    kind: str,
    id_of: Callable[[T], str],
    name_of: Callable[[T], str],
    where: str = "",
) -> T:
    """Return the item with that id or name.

    An id wins over a name, the exact name over one that differs in case only.

    Parameters
    ----------
    items : sequence
        What there is.
    wanted : str
        An id or a name.
    kind : str
        What the items are, such as ``"dossier"``.
    id_of, name_of : callable
        How to ask an item for its id and name.
    where : str, optional
        Where was looked, such as ``" in dossier 'Acute oral'"``.

    Raises
    ------
    NotFoundError
        Nothing has it; the nearest names are suggested.
    AmbiguousNameError
        Several have that name; their ids are listed.

    Examples
    --------
    >>> pick(["rat", "mouse"], "Rat", kind="animal", id_of=str, name_of=str)
    'rat'
    """
    text = str(wanted)
    for item in items:
        if id_of(item) == text:
            return item
    for matches in (
        [item for item in items if name_of(item) == text],
        [item for item in items if name_of(item).casefold() == text.casefold()],
    ):
        if len(matches) == 1:
            return matches[0]
        if matches:
            raise AmbiguousNameError(
                f"{len(matches)} {kind}s are named {text!r}{where}",
                cure=f"Use the id of one of them: {', '.join(map(id_of, matches[:_SHOWN]))}.",
            )
    raise NotFoundError(
        f"there is no {kind} {text!r}{where}", cure=_suggestion([name_of(i) for i in items], text)
    )


def _suggestion(names: Sequence[str], wanted: str) -> str:
    if not names:
        return "There are none yet."
    by_fold = {name.casefold(): name for name in names}
    near = difflib.get_close_matches(wanted.casefold(), by_fold, n=3, cutoff=0.6)
    if near:
        return f"Did you mean {' or '.join(repr(by_fold[name]) for name in near)}?"
    more = f", and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"There are: {', '.join(map(repr, names[:_SHOWN]))}{more}."
