"""The JSON schemas of answers, for the OpenAPI document only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["LIST_KEYS", "SCHEMAS"]

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
_TIME: Schema = {"type": "string", "format": "date-time"}
_TIME_OR_NULL: Schema = {"type": ["string", "null"], "format": "date-time"}
_WHOLE: Schema = {"type": "integer"}
_WHOLE_OR_NULL: Schema = {"type": ["integer", "null"]}
_TRUTH: Schema = {"type": "boolean"}
_TEXTS: Schema = {"type": "array", "items": _TEXT}

LIST_KEYS: Mapping[str, str] = {
    "DossierTemplate": "dossierTemplates",
    "Dossier": "dossiers",
    "FileStatus": "files",
    "FileComponents": "files",
    "DownloadStatus": "downloadStatus",
    "User": "users",
}
"""The key that holds the items of a list, by the items' schema."""


def _object(**properties: Schema) -> Schema:
    """Return an object all of whose properties are there; one named ``x_`` may be missing."""
    required = [name for name in properties if not name.endswith("_")]
    named = {name.rstrip("_"): schema for name, schema in properties.items()}
    return {"type": "object", "properties": named, "required": required}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _each(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _names(template: Schema, names: str) -> dict[str, Schema]:
    return dict.fromkeys(names.split(), template)


_COUNTERS = {
    **_names(_TIME, "startDate endDate"),
    **_names(
        _WHOLE,
        "numberOfAnalyzedFiles numberOfAnalyzedPages numberOfOcrFiles numberOfOcrPages"
        " numberOfDossiers analysedFilesBytes activeFilesUploadedBytes"
        " archivedFilesUploadedBytes trashFilesUploadedBytes totalFilesUploadedBytes",
    ),
}

SCHEMAS: Mapping[str, Schema] = {
    "Error": _object(timestamp=_TIME, message=_TEXT),
    "DossierTemplate": _object(
        **_names(_TEXT, "id name description"),
        **_names(_TIME, "dateAdded dateModified"),
        **_names(_TEXT, "createdBy modifiedBy"),
        **_names(_TIME, "validFrom validTo"),
        status=_TEXT,
        **_names(
            _TRUTH,
            "removeWatermark keepImageMetadata ocrByDefault keepHiddenText keepOverlappingObjects",
        ),
        **_names(_TEXTS, "downloadFileTypes reportTemplateIds"),
        reportTemplates=_each(_object(id=_TEXT, name=_TEXT, fileType=_TEXT)),
        fileAttributes=_TEXTS,
    ),
    "Dossier": _object(
        **_names(_TEXT, "id dossierTemplateId name"),
        description=_TEXT_OR_NULL,
        ownerId=_TEXT,
        **_names(_TEXTS, "memberIds approverIds"),
        date=_TIME,
        dueDate=_TIME_OR_NULL,
        dossierStatusId=_TEXT_OR_NULL,
        **_names(_TEXTS, "reportTemplateIds downloadFileTypes"),
        visibility=_TEXT,
        **_names(_WHOLE_OR_NULL, "watermarkId previewWatermarkId"),
        **_names(_TIME_OR_NULL, "archivedTime softDeletedTime hardDeletedTime"),
        dossierAttributes={"type": "object"},
    ),
    "FileStatus": _object(
        **_names(_TEXT, "id dossierId dossierTemplateId filename workflowStatus processingStatus"),
        **_names(_WHOLE, "numberOfPages fileSize"),
        **_names(_TIME, "added lastUploaded lastUpdated"),
        **_names(_TIME_OR_NULL, "lastProcessed lastOCRTime"),
        uploader=_TEXT,
        **_names(_TEXT_OR_NULL, "assignee lastReviewer lastApprover"),
        approvalDate=_TIME_OR_NULL,
        **_names(_WHOLE, "numberOfAnalyses analysisVersion rulesVersion dictionaryVersion"),
        **_names(_TRUTH, "excluded excludedFromAutomaticAnalysis"),
        excludedPages=_each(_WHOLE),
        **_names(_TRUTH, "hasRedactions hasHints hasUpdates hasSuggestions hasAnnotationComments"),
        fileAttributes=_object(
            attributeIdToValue={"type": "object", "additionalProperties": _TEXT}
        ),
        fileErrorInfo={
            "anyOf": [
                _object(cause=_TEXT, queue=_TEXT, service=_TEXT, timestamp=_TIME),
                {"type": "null"},
            ]
        },
        softDeletedTime=_TIME_OR_NULL,
    ),
    "FileUploadResponse": _object(**_names(_TEXTS, "fileIds processedFileIds processedAttributes")),
    "EntityReference": _object(**_names(_TEXT, "id type entityRuleId"), page=_WHOLE),
    "ComponentValue": _object(
        value=_TEXT,
        **_names(_TEXT_OR_NULL, "originalValue valueDescription componentRuleId"),
        entityReferences=_each(_ref("EntityReference")),
    ),
    "Component": _object(
        name=_TEXT, overridden=_TRUTH, componentValues=_each(_ref("ComponentValue"))
    ),
    "FileComponents": _object(
        **_names(_TEXT, "dossierTemplateId dossierId fileId filename"),
        components={"type": "object", "additionalProperties": _TEXTS},
        componentDetails_={"type": "object", "additionalProperties": _ref("Component")},
    ),
    "ComponentOverridesAnswer": _object(
        **_names(_TEXT, "dossierTemplateId dossierId fileId filename"),
        components=_each(_ref("Component")),
    ),
    "DownloadResponse": _object(downloadId=_TEXT),
    "DownloadStatus": _object(
        **_names(_TEXT, "id filename"),
        fileSize=_WHOLE,
        creationDate=_TIME,
        lastDownload=_TIME_OR_NULL,
        **_names(_TEXT, "mimeType status dossierId"),
        **_names(_TEXTS, "fileIds downloadFileTypes reportTemplateIds"),
        userId=_TEXT,
        errorCause=_TEXT_OR_NULL,
    ),
    "User": _object(
        **_names(_TEXT, "userId username email firstName lastName"),
        roles=_TEXTS,
        isActive=_TRUTH,
    ),
    "License": _object(
        **_names(_TEXT, "id name product licensedTo"),
        licensedToEmail=_TEXT_OR_NULL,
        **_names(_TIME, "validFrom validUntil"),
        features=_each(_object(name=_TEXT, type=_TEXT, value={})),
    ),
    "LicenseUsage": _object(
        **_COUNTERS,
        analysisPercentageOfTotal={"type": "number"},
        monthlyData=_each(_object(**_COUNTERS)),
    ),
}
