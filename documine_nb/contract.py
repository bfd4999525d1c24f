"""Every operation of the DocuMine API in one table, each with how sure we are of it.

Only part of the API is public, so a path may be a guess. The table is the only place that knows
paths; :attr:`Operation.path_confidence` says what a path rests on:

==============  ==============================================================================
``verified``    read in the vendor's public documentation
``inferred``    follows from something that was read there
``likely``      known from general knowledge of the product, not checked
``guess``       a plain guess that makes client and embedded server agree
==============  ==============================================================================
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Literal
from urllib.parse import quote

__all__ = ["OPERATIONS", "TAGS", "Confidence", "Operation", "encode_id"]

Confidence = Literal["verified", "inferred", "likely", "guess"]

TAGS = ("Dossier Templates", "Dossiers", "Files", "Components", "Downloads", "Users", "License")
"""The tags of the service's OpenAPI document, in its order."""

_PLAIN = re.compile(r"[\w.~-]*", re.ASCII)  # nothing in it to encode

_T = "/api/dossier-templates/{dossierTemplateId}"
_D = f"{_T}/dossiers/{{dossierId}}"
_F = f"{_D}/files/{{fileId}}"


@dataclass(frozen=True)
class Operation:
    """One row of the contract.

    Attributes
    ----------
    id : str
        The operationId, such as ``"getDossiers"``.
    number : str
        The row's number in the contract, such as ``"2.1"``.
    tag : str
        One of :data:`TAGS`.
    method, path : str
        HTTP method and path template, such as ``"/api/users/{userId}"``.
    summary : str
        What it does, in a few words.
    query : tuple of str
        Names of the query parameters.
    body : str or None
        Name of the request's schema, ``"multipart"`` for an upload.
    answer : str or None
        Name of the answer's schema; ``"[Dossier]"`` is a list of them, ``"binary"`` a file.
    path_confidence : {"verified", "inferred", "likely", "guess"}
        What the path rests on.
    kind : {"read", "delete", "replace", "create", "upload"}
        What a lost answer means: reads, deletes and replacements may be sent again; creations
        and uploads are looked up first.
    aliases : tuple of str
        Other paths that an embedded server answers too.

    Examples
    --------
    >>> OPERATIONS["getDossier"].fill(dossierTemplateId="t 1", dossierId="d")
    '/api/dossier-templates/t%201/dossiers/d'
    """

    id: str
    number: str
    tag: str
    method: str
    path: str
    summary: str
    query: tuple[str, ...] = ()
    body: str | None = None
    answer: str | None = None
    path_confidence: Confidence = "guess"
    kind: Literal["read", "delete", "replace", "create", "upload"] = "read"
    aliases: tuple[str, ...] = ()

    @property
    def is_verified(self) -> bool:
        """Whether the path was read in the vendor's documentation."""
        return self.path_confidence == "verified"

    def fill(self, **ids: str) -> str:
        """Return the path with its placeholders filled, percent-encoded."""
        return self.path.format(**{name: encode_id(value) for name, value in ids.items()})


@lru_cache(1024)  # most ids come again and again
def encode_id(value: str) -> str:
    """Return an id as it stands in a path: percent-encoded."""
    return value if _PLAIN.fullmatch(value) else quote(value, safe="")


def _table(*rows: Operation) -> Mapping[str, Operation]:
    return MappingProxyType({row.id: row for row in rows})


# fmt: off
OPERATIONS: Mapping[str, Operation] = _table(
    Operation(
        "getAllDossierTemplates", "1.1", "Dossier Templates", "GET", "/api/dossier-templates",
        "List the dossier templates", answer="[DossierTemplate]", path_confidence="verified",
    ),
    Operation(
        "getDossierTemplate", "1.2", "Dossier Templates", "GET", _T,
        "Read a dossier template", answer="DossierTemplate", path_confidence="inferred",
    ),
    Operation(
        "getDossiers", "2.1", "Dossiers", "GET", f"{_T}/dossiers",
        "List the dossiers of a template",
        query=("includeActive", "includeArchived", "includeSoftDeleted"),
        answer="[Dossier]", path_confidence="inferred",
    ),
    Operation(
        "createDossierOrUpdateDossier", "2.2", "Dossiers", "POST", f"{_T}/dossiers",
        "Create a dossier, or update the one whose id is given",
        body="DossierRequest", answer="Dossier", path_confidence="inferred", kind="create",
    ),
    Operation(
        "getDossier", "2.3", "Dossiers", "GET", _D, "Read a dossier",
        query=("includeArchived", "includeSoftDeleted"),
        answer="Dossier", path_confidence="inferred",
    ),
    Operation(
        "deleteDossier", "2.4", "Dossiers", "DELETE", _D, "Delete a dossier",
        query=("permanently",), path_confidence="inferred", kind="delete",
    ),
    Operation(
        "prepareDossierDownload", "2.5", "Dossiers", "POST", f"{_D}/create-download",
        "Start a result package of all files of a dossier",
        body="DownloadRequest", answer="DownloadResponse", path_confidence="verified",
        kind="create",
    ),
    Operation(
        "getDossierFiles", "3.1", "Files", "GET", f"{_D}/files", "List the files of a dossier",
        query=("includeSoftDeleted",), answer="[FileStatus]", path_confidence="likely",
    ),
    Operation(
        "uploadFile", "3.2", "Files", "POST", f"{_D}/files",
        "Upload a PDF, a ZIP of PDFs, or a CSV of file attributes",
        query=("keepManualRedactions", "disableAutomaticAnalysis"),
        body="multipart", answer="FileUploadResponse", path_confidence="likely", kind="upload",
    ),
    Operation(
        "getFileStatus", "3.3", "Files", "GET", _F, "Read a file's status",
        answer="FileStatus", path_confidence="likely",
    ),
    Operation(
        "deleteFile", "3.4", "Files", "DELETE", _F, "Delete a file",
        query=("permanently",), path_confidence="likely", kind="delete",
    ),
    Operation(
        "setFileAttributes", "3.5", "Files", "PUT", f"{_F}/file-attributes",
        "Set file attributes; may start a new analysis",
        body="FileAttributes", path_confidence="guess", kind="replace",
    ),
    Operation(
        "prepareFileDownload", "3.6", "Files", "POST", f"{_F}/create-download",
        "Start a result package of one file",
        body="DownloadRequest", answer="DownloadResponse", path_confidence="inferred",
        kind="create",
    ),
    Operation(
        "prepareBulkDownload", "3.7", "Files", "POST", f"{_D}/files/bulk/create-download",
        "Start a result package of several files",
        body="BulkDownloadRequest", answer="DownloadResponse", path_confidence="guess",
        kind="create",
    ),
    Operation(
        "getComponents", "4.1", "Components", "GET", f"{_F}/components",
        "Read the components of a file",
        query=("includeDetails",), answer="FileComponents", path_confidence="likely",
    ),
    Operation(
        "getComponentsForFiles", "4.2", "Components", "GET", f"{_D}/files/bulk/components",
        "Read the components of all files of a dossier",
        query=("includeDetails",), answer="[FileComponents]", path_confidence="guess",
        aliases=(f"{_D}/bulk/components", f"{_D}/files/components"),
    ),
    Operation(
        "getOverrides", "4.3", "Components", "GET", f"{_F}/components/overrides",
        "Read the manual corrections of a file's components",
        answer="ComponentOverrides", path_confidence="guess",
    ),
    Operation(
        "addOverrides", "4.4", "Components", "POST", f"{_F}/components/overrides",
        "Correct component values; the originals are kept",
        body="ComponentOverrides", path_confidence="guess", kind="replace",
    ),
    Operation(
        "revertOverrides", "4.5", "Components", "POST", f"{_F}/components/overrides/revert",
        "Take corrections back", body="RevertOverrides", path_confidence="guess",
        kind="replace",
    ),
    Operation(
        "getDownloadStatusList", "5.1", "Downloads", "GET", "/api/downloads",
        "List your result packages", answer="[DownloadStatus]", path_confidence="likely",
    ),
    Operation(
        "getDownloadStatus", "5.2", "Downloads", "GET", "/api/downloads/{downloadId}",
        "Read a result package's status", answer="DownloadStatus", path_confidence="likely",
    ),
    Operation(
        "download", "5.3", "Downloads", "GET", "/api/downloads/{downloadId}/download",
        "Download a result package", answer="binary", path_confidence="guess",
        aliases=("/api/downloads/{downloadId}/file",),
    ),
    Operation(
        "deleteDownload", "5.4", "Downloads", "DELETE", "/api/downloads/{downloadId}",
        "Delete a result package", path_confidence="likely", kind="delete",
    ),
    Operation(
        "getUsers", "6.1", "Users", "GET", "/api/users", "List the users",
        answer="[User]", path_confidence="likely",
    ),
    Operation(
        "getUser", "6.2", "Users", "GET", "/api/users/{userId}", "Read a user",
        answer="User", path_confidence="guess",
    ),
    Operation(
        "getActiveLicense", "7.1", "License", "GET", "/api/license/active",
        "Read the active license", answer="License", path_confidence="guess",
    ),
    Operation(
        "getLicenseUsage", "7.2", "License", "POST", "/api/license/active/usage",
        "Read the used capacity of the license",
        body="LicenseUsageRequest", answer="LicenseUsage", path_confidence="guess",
    ),
)
# fmt: on
"""The working contract, by operationId."""
