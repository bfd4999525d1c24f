"""How long something still lasts, in words that change no oftener than they must."""

from __future__ import annotations

__all__ = ["in_words"]

_MINUTE = 60
_STEP = 10


def in_words(seconds: float) -> str:
    """Return minutes, and tens of seconds in the last one: a word that stays needs no redrawing.

    Examples
    --------
    >>> in_words(1790), in_words(47), in_words(3)
    ('29 min', '50 s', '10 s')
    """
    if seconds >= _MINUTE:
        return f"{int(seconds // _MINUTE)} min"
    return f"{max(1, -int(-seconds // _STEP)) * _STEP} s"
