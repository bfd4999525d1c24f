"""The operations of the API, one module for each tag of the contract."""

from __future__ import annotations

from documine_nb.server.api import Api
from documine_nb.server.routes import (
    components,
    dossiers,
    downloads,
    files,
    license,  # noqa: A004 -- the tag's name
    packages,
    templates,
    users,
)

__all__ = ["add_routes"]


def add_routes(api: Api) -> None:
    """Register all operations."""
    # Components before files: an alias of theirs would be taken for the id of a file.
    for part in (templates, dossiers, components, files, packages, downloads, users, license):
        part.add(api)
