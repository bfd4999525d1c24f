"""Uploads: received to disk within a limit, and looked at before anything is kept."""

from __future__ import annotations

from documine_nb.server.intake.archive import unpack
from documine_nb.server.intake.attributes import AttributeTable, read_attributes
from documine_nb.server.intake.multipart import receive
from documine_nb.server.intake.names import check_pdf, kind_of

__all__ = ["AttributeTable", "check_pdf", "kind_of", "read_attributes", "receive", "unpack"]
