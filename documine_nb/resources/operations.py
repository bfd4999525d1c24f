"""The calls of the API, as a table: what stands in the contract."""

from __future__ import annotations

from dataclasses import asdict

from documine_nb.contract import OPERATIONS, Operation
from documine_nb.resources.listing import Listing

__all__ = ["list_operations"]


def list_operations() -> Listing[Operation]:
    """Return every call, with how sure this release is of its path."""
    return Listing(
        list(OPERATIONS.values()),
        title="operations",
        columns={
            "operation": lambda one: one.id,
            "method": lambda one: one.method,
            "path": lambda one: one.path,
            "path is": lambda one: one.path_confidence,
            "what it does": lambda one: one.summary,
        },
        row=asdict,
    )
