"""What the service says, as frozen dataclasses that keep what they do not know.

Reading is tolerant in form: one value or many, bare or wrapped lists, ``id`` or ``fileId``, any
ISO time, null or missing for none. Unknown fields, and optional ones that cannot be read, stay in
``extra``; unknown states stay strings. Only a missing or unreadable *required* field is an error,
a :class:`~documine_nb.errors.ProtocolError` that names the field's path.

The field names are those of DocuMine's API in snake case.
"""

from documine_nb.models.components import (
    Component,
    ComponentValue,
    EntityReference,
    FileComponents,
)
from documine_nb.models.dossiers import Dossier, DossierRequest, DossierTemplate
from documine_nb.models.downloads import DownloadStatus
from documine_nb.models.files import FileErrorInfo, FileStatus, FileUploadResult
from documine_nb.models.people import License, LicenseFeature, LicenseUsage, UsagePeriod, User
from documine_nb.models.record import Record, read_list, read_records

__all__ = [
    "Component",
    "ComponentValue",
    "Dossier",
    "DossierRequest",
    "DossierTemplate",
    "DownloadStatus",
    "EntityReference",
    "FileComponents",
    "FileErrorInfo",
    "FileStatus",
    "FileUploadResult",
    "License",
    "LicenseFeature",
    "LicenseUsage",
    "Record",
    "UsagePeriod",
    "User",
    "read_list",
    "read_records",
]
