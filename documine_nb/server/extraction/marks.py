"""What stands apart from running text: captions of tables and figures, and their legends."""

from __future__ import annotations

import re

__all__ = ["is_apart"]

_NAMES = "table|tabelle|tabela|figure|fig|figura|abbildung|abb|text table|quadro"
_CAPTION = re.compile(
    rf"(?:(?:{_NAMES})\b\.?[\s/]*){{1,2}}[A-Z]{{0,2}}[-. ]?\d[\w.-]*\s?"
    r"(?:[:.–—-]|\t|$|\s(?-i:(?=[A-ZÄÖÜ])))",
    re.IGNORECASE,
)
_LEGEND = re.compile(r"\S{1,4}\s?=\s?\S")


def is_apart(text: str) -> bool:
    """Tell whether a line is the caption of a table or figure, or a legend.

    Examples
    --------
    >>> is_apart("Table 3: Clinical signs"), is_apart("Tabela / Table A-1 Mortality")
    (True, True)
    >>> is_apart("1 = ruffled fur; 2 = hunched posture"), is_apart("Table 3 shows all weights.")
    (True, False)
    """
    return bool(_CAPTION.match(text) or _LEGEND.match(text))
