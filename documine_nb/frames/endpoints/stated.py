"""How reports write their own category: in words of English and German, and as classes of CLP."""

from __future__ import annotations

import re

__all__ = ["BEFORE_NUMBER", "NOT_CLASSIFIED"]

BEFORE_NUMBER = (
    r"(?:[ck]at(?:egory|egorie|\.)?|acute\s+tox\.?|(?:skin|eye)\s+(?:irrit|corr|dam|sens)\.?)\s*"
)
"""What stands before the number: "Category 4", "Kategorie 4", "Acute Tox. 4"."""

# From the first "not" of a line on: from each of them on, a text of many would take its square.
NOT_CLASSIFIED = re.compile(
    r"^(?>.*?\bnot\b).*\bclassif|\bunclassified\b|\bno\s+classif"
    r"|^(?>.*?\bnicht\b).*(?:eingestuft|klassifiziert)",
    re.IGNORECASE | re.MULTILINE,
)
