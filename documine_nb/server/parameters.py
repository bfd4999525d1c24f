"""The parameters that operations share, by the names that the service gives them."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query

__all__ = [
    "DossierId",
    "DownloadId",
    "FileId",
    "IncludeActive",
    "IncludeArchived",
    "IncludeDetails",
    "IncludeSoftDeleted",
    "Permanently",
    "TemplateId",
    "UserId",
]

TemplateId = Annotated[str, Path(alias="dossierTemplateId")]
DossierId = Annotated[str, Path(alias="dossierId")]
FileId = Annotated[str, Path(alias="fileId")]
DownloadId = Annotated[str, Path(alias="downloadId")]
UserId = Annotated[str, Path(alias="userId")]

IncludeActive = Annotated[bool, Query(alias="includeActive")]
IncludeArchived = Annotated[bool, Query(alias="includeArchived")]
IncludeSoftDeleted = Annotated[bool, Query(alias="includeSoftDeleted")]
IncludeDetails = Annotated[bool, Query(alias="includeDetails")]
Permanently = Annotated[bool, Query(alias="permanently")]
