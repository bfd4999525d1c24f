"""Small classes published by `blocking`, as the toolkit's own are."""

from __future__ import annotations

from documine_nb.bridge import blocking


class Dossier:
    """A dossier.

    Parameters
    ----------
    name : str
        Its name.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    @blocking
    async def upload(self, path: str) -> int:
        """Upload a file."""
        return len(path)


class Session:
    """A session in a workspace."""

    workspace: str

    def __init__(self, workspace: str = "") -> None:
        self.workspace = workspace

    @blocking
    async def dossier(self, name: str, *, exact: bool = False) -> Dossier:
        """Find a dossier."""
        return Dossier(name.strip() if exact else name)


@blocking
async def connect(url: str | None = None, *, workspace: str = "") -> Session:
    """Open a session."""
    return Session(workspace or url or "")
