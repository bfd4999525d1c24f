"""The answers as the service writes them: key order and spelling are the server's own.

They share nothing with the client's models on purpose: a wrong guess must show as a difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import zip_longest
from typing import Any

from documine_nb.server.extraction import RuleSet
from documine_nb.server.identity import UserRecord
from documine_nb.server.store import DossierRecord, DownloadRecord, FileRecord

__all__ = [
    "Answer",
    "dossier",
    "dossier_template",
    "download_status",
    "file_components",
    "file_status",
    "moment",
    "overrides",
    "user",
]

Answer = dict[str, Any]
SYSTEM_USER = "00000000-0000-0000-0000-000000000000"
RULES_VERSION = 1


def moment(seconds: float | None) -> str | None:
    """Return a time as the service writes it.

    Examples
    --------
    >>> moment(1579755847.0)
    '2020-01-23T05:04:07.000+00:00'
    """
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")


def dossier_template(template: RuleSet, added_at: float, report: tuple[str, str]) -> Answer:
    """Write a dossier template; `report` is the id and the name of its report template."""
    report_id, report_name = report
    return {
        "id": template.id,
        "name": template.name,
        "description": template.description,
        "dateAdded": moment(added_at),
        "dateModified": moment(added_at),
        "createdBy": SYSTEM_USER,
        "modifiedBy": SYSTEM_USER,
        "validFrom": "2020-01-01T00:00:00.000+00:00",
        "validTo": "2099-12-31T23:59:59.999+00:00",
        "status": "ACTIVE",
        "removeWatermark": False,
        "keepImageMetadata": False,
        "ocrByDefault": False,
        "keepHiddenText": False,
        "keepOverlappingObjects": False,
        "downloadFileTypes": ["ORIGINAL"],
        "reportTemplateIds": [report_id],
        "reportTemplates": [{"id": report_id, "name": report_name, "fileType": "XLSX"}],
        "fileAttributes": list(template.file_attributes),
    }


def dossier(record: DossierRecord) -> Answer:
    """Write a dossier."""
    details = record.details
    return {
        "id": record.id,
        "dossierTemplateId": record.template_id,
        "name": record.name,
        "description": details.get("description"),
        "ownerId": record.owner_id,
        "memberIds": list(record.member_ids),
        "approverIds": details.get("approverIds") or [],
        "date": moment(record.created_at),
        "dueDate": details.get("dueDate"),
        "dossierStatusId": details.get("dossierStatusId"),
        "reportTemplateIds": details.get("reportTemplateIds") or [],
        "downloadFileTypes": details.get("downloadFileTypes") or [],
        "visibility": "PRIVATE",
        "watermarkId": details.get("watermarkId"),
        "previewWatermarkId": details.get("previewWatermarkId"),
        "archivedTime": None,
        "softDeletedTime": moment(record.deleted_at),
        "hardDeletedTime": None,
        "dossierAttributes": {},
    }


def file_status(home: DossierRecord, file: FileRecord, state: str) -> Answer:
    """Write the status of a file; `state` is its processing state."""
    error = None
    if state == "ERROR" and file.error is not None:
        error = {**file.error, "timestamp": moment(file.error["timestamp"])}
    return {
        "id": file.id,
        "dossierId": home.id,
        "dossierTemplateId": home.template_id,
        "filename": file.filename,
        "workflowStatus": "NEW",
        "processingStatus": state,
        "numberOfPages": file.pages or 0,
        "fileSize": file.size,
        "added": moment(file.added_at),
        "lastUploaded": moment(file.uploaded_at),
        "lastUpdated": moment(file.updated_at),
        "lastProcessed": moment(file.processed_at),
        "lastOCRTime": None,
        "uploader": file.uploader,
        "assignee": None,
        "lastReviewer": None,
        "lastApprover": None,
        "approvalDate": None,
        "numberOfAnalyses": file.analyses,
        "analysisVersion": file.analyses,
        "rulesVersion": RULES_VERSION if file.analyses else 0,
        "dictionaryVersion": 0,
        "excluded": False,
        "excludedFromAutomaticAnalysis": not file.automatic,
        "excludedPages": [],
        "hasRedactions": False,
        "hasHints": False,
        "hasUpdates": False,
        "hasSuggestions": False,
        "hasAnnotationComments": False,
        "fileAttributes": {"attributeIdToValue": dict(file.attributes)},
        "fileErrorInfo": error,
        "softDeletedTime": moment(file.deleted_at),
    }


def file_components(
    home: DossierRecord,
    file: FileRecord,
    order: Sequence[str],
    found: Sequence[Mapping[str, Any]] | None,
    corrected: Mapping[str, Sequence[str]],
    *,
    details: bool,
) -> Answer:
    """Write a file's components in the template's order.

    Before the first analysis there are none but the corrected ones; after it there are all, with an
    empty list where nothing was found.
    """
    extracted = {item["name"]: item["values"] for item in found or ()}
    names = [name for name in order if found is not None or name in corrected]
    described = {name: _component(name, extracted.get(name, ()), corrected) for name in names}
    answer: Answer = {
        "dossierTemplateId": home.template_id,
        "dossierId": home.id,
        "fileId": file.id,
        "filename": file.filename,
        "components": {
            name: [value["value"] for value in component["componentValues"]]
            for name, component in described.items()
        },
    }
    if details:
        answer["componentDetails"] = described
    return answer


def overrides(
    home: DossierRecord,
    file: FileRecord,
    order: Sequence[str],
    found: Sequence[Mapping[str, Any]] | None,
    corrected: Mapping[str, Sequence[str]],
) -> Answer:
    """Write the corrections of a file's components."""
    extracted = {item["name"]: item["values"] for item in found or ()}
    return {
        "dossierTemplateId": home.template_id,
        "dossierId": home.id,
        "fileId": file.id,
        "filename": file.filename,
        "components": [
            _component(name, extracted.get(name, ()), corrected)
            for name in order
            if name in corrected
        ],
    }


def _component(
    name: str, extracted: Iterable[Mapping[str, Any]], corrected: Mapping[str, Sequence[str]]
) -> Answer:
    if name not in corrected:
        values = [_value(item, item["value"]) for item in extracted]
        return {"name": name, "overridden": False, "componentValues": values}
    # Place by place; a value beyond those that were found has no original.
    pairs = zip_longest(corrected[name], extracted)
    values = [_value(item, text) for text, item in pairs if text is not None]
    return {"name": name, "overridden": True, "componentValues": values}


def _value(found: Mapping[str, Any] | None, text: str) -> Answer:
    if found is None:
        return {
            "value": text,
            "originalValue": None,
            "valueDescription": None,
            "componentRuleId": None,
            "entityReferences": [],
        }
    return {
        "value": text,
        "originalValue": found["value"],
        "valueDescription": found["description"],
        "componentRuleId": found["rule_id"],
        "entityReferences": [
            {
                "id": entity["id"],
                "type": entity["type"],
                "entityRuleId": entity["rule_id"],
                "page": entity["page"],
            }
            for entity in found["entities"]
        ],
    }


def download_status(download: DownloadRecord, state: str) -> Answer:
    """Write the status of a result package; `state` is what clients see of it."""
    return {
        "id": download.id,
        "filename": download.filename,
        "fileSize": download.size,
        "creationDate": moment(download.created_at),
        "lastDownload": moment(download.last_download),
        "mimeType": "application/zip",
        "status": state,
        "dossierId": download.dossier_id,
        "fileIds": list(download.file_ids),
        "downloadFileTypes": list(download.file_types),
        "reportTemplateIds": list(download.report_template_ids),
        "userId": download.user_id,
        "errorCause": download.error,
    }


def user(record: UserRecord) -> Answer:
    """Write a user."""
    return {
        "userId": record.id,
        "username": record.username,
        "email": record.email,
        "firstName": record.first_name,
        "lastName": record.last_name,
        "roles": list(record.roles),
        "isActive": record.active,
    }
