"""One embedded server for the tests of a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from documine_nb.session import Session
from documine_nb.testing import embedded_session


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with embedded_session(tmp_path_factory.mktemp("server"), faults=True) as opened:
        yield opened
