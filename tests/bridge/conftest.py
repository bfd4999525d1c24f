"""A server that never answers, shared by the room's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from support.slow_server import SlowServer, slow_server


@pytest.fixture
def silent() -> Iterator[SlowServer]:
    with slow_server() as server:
        yield server
