"""Study endpoints: values, guidelines and hazard categories, all by readable tables beside this."""

from documine_nb.frames.endpoints.frame import endpoint_frame
from documine_nb.frames.endpoints.guidelines import (
    guideline_frame,
    read_guideline,
    read_guidelines,
)
from documine_nb.frames.endpoints.tables import read_tables, table_content

__all__ = [
    "endpoint_frame",
    "guideline_frame",
    "read_guideline",
    "read_guidelines",
    "read_tables",
    "table_content",
]
