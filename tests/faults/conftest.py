"""What the tests of faults share."""

from __future__ import annotations

from support.metrics import metric
from support.own_machine import own_machine

__all__ = ["metric", "own_machine"]
