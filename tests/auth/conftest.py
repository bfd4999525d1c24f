"""What the tests on sign-in share."""

from __future__ import annotations

from support.metrics import metric
from support.own_machine import own_machine

__all__ = ["metric", "own_machine"]
