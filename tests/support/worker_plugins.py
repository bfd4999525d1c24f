"""Worker plugins that hand out sessions, and what they do beside."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

from distributed import WorkerPlugin

import documine_nb as dm
from documine_nb.session import Session


class SignedIn(WorkerPlugin):
    """Signs in once a worker, by what its environment holds."""

    def __init__(self, **settings: Any) -> None:
        self.settings = settings
        self._session: Session | None = None

    def session(self) -> Session:
        if self._session is None:
            password = os.environ["ACME_PASSWORD"]
            self._session = dm.connect(
                flow="password", password=password, quiet=True, **self.settings
            )
        return self._session


class DiesOnce(SignedIn):
    """Kills its worker process in the middle of the first task of all; the mark remembers it."""

    def __init__(self, mark: Path, **settings: Any) -> None:
        super().__init__(**settings)
        self.mark = mark

    def session(self) -> Session:
        try:
            self.mark.open("x").close()
        except FileExistsError:
            return super().session()
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("still alive")
