"""Files (documents) and what an upload answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from documine_nb.models.record import Record, nested, record, wire
from documine_nb.models.shapes import (
    attribute_map,
    boolean,
    integer,
    many,
    optional,
    text,
    time,
)

__all__ = ["FileErrorInfo", "FileStatus", "FileUploadResult"]


@record
class FileErrorInfo(Record):
    """Why a file's processing failed."""

    cause: str | None = wire("cause", optional(text), default=None)
    queue: str | None = wire("queue", optional(text), default=None)
    service: str | None = wire("service", optional(text), default=None)
    timestamp: datetime | None = wire("timestamp", optional(time), default=None)


@record
class FileStatus(Record):
    """A file of a dossier and where its processing stands.

    Examples
    --------
    >>> status = FileStatus.from_json(
    ...     {"fileId": "f1", "filename": "a.pdf", "processingStatus": "QUARANTINED"}
    ... )
    >>> status.id, status.processing_status, status.is_busy
    ('f1', 'QUARANTINED', True)
    """

    id: str = wire("id", text, also=("fileId",))
    filename: str = wire("filename", text)
    processing_status: str = wire("processingStatus", text)
    dossier_id: str | None = wire("dossierId", optional(text), default=None)
    dossier_template_id: str | None = wire("dossierTemplateId", optional(text), default=None)
    workflow_status: str | None = wire("workflowStatus", optional(text), default=None)
    number_of_pages: int | None = wire("numberOfPages", optional(integer), default=None)
    file_size: int | None = wire("fileSize", optional(integer), default=None)
    added: datetime | None = wire("added", optional(time), default=None)
    last_uploaded: datetime | None = wire("lastUploaded", optional(time), default=None)
    last_updated: datetime | None = wire("lastUpdated", optional(time), default=None)
    last_processed: datetime | None = wire("lastProcessed", optional(time), default=None)
    last_ocr_time: datetime | None = wire("lastOCRTime", optional(time), default=None)
    uploader: str | None = wire("uploader", optional(text), default=None)
    assignee: str | None = wire("assignee", optional(text), default=None)
    last_reviewer: str | None = wire("lastReviewer", optional(text), default=None)
    last_approver: str | None = wire("lastApprover", optional(text), default=None)
    approval_date: datetime | None = wire("approvalDate", optional(time), default=None)
    number_of_analyses: int | None = wire("numberOfAnalyses", optional(integer), default=None)
    analysis_version: int | None = wire("analysisVersion", optional(integer), default=None)
    rules_version: int | None = wire("rulesVersion", optional(integer), default=None)
    dictionary_version: int | None = wire("dictionaryVersion", optional(integer), default=None)
    excluded: bool = wire("excluded", optional(boolean, False), default=False)
    excluded_from_automatic_analysis: bool = wire(
        "excludedFromAutomaticAnalysis", optional(boolean, False), default=False
    )
    excluded_pages: tuple[int, ...] = wire("excludedPages", many(integer), default=())
    has_redactions: bool | None = wire("hasRedactions", optional(boolean), default=None)
    has_hints: bool | None = wire("hasHints", optional(boolean), default=None)
    has_updates: bool | None = wire("hasUpdates", optional(boolean), default=None)
    has_suggestions: bool | None = wire("hasSuggestions", optional(boolean), default=None)
    has_annotation_comments: bool | None = wire(
        "hasAnnotationComments", optional(boolean), default=None
    )
    file_attributes: Mapping[str, str | None] = wire(
        "fileAttributes", attribute_map, default_factory=dict, hash=False
    )
    file_error_info: FileErrorInfo | None = wire(
        "fileErrorInfo", optional(nested(FileErrorInfo)), default=None
    )
    soft_deleted_time: datetime | None = wire("softDeletedTime", optional(time), default=None)

    @property
    def is_ready(self) -> bool:
        """Whether it is processed, by at least one analysis where the service counts them."""
        analysed = self.number_of_analyses is None or self.number_of_analyses >= 1
        return self.processing_status == "PROCESSED" and analysed

    @property
    def is_failed(self) -> bool:
        """Whether its processing ended in an error."""
        return self.processing_status == "ERROR"

    @property
    def is_busy(self) -> bool:
        """Whether processing goes on: every state that is neither ready nor failed."""
        return not (self.is_ready or self.is_failed)

    @property
    def error_cause(self) -> str | None:
        """The cause of a failed processing, where the service names one."""
        return self.file_error_info.cause if self.file_error_info else None


@record
class FileUploadResult(Record):
    """What an upload made: files, or attributes of files where a CSV was sent."""

    file_ids: tuple[str, ...] = wire("fileIds", many(text), default=())
    processed_file_ids: tuple[str, ...] = wire("processedFileIds", many(text), default=())
    processed_attributes: tuple[str, ...] = wire("processedAttributes", many(text), default=())

    @classmethod
    def _prepare(cls, obj: Mapping[str, Any]) -> Mapping[str, Any]:
        if obj.get("fileIds"):
            return obj
        for name in ("fileId", "id"):
            if obj.get(name) is not None:
                return {key: value for key, value in obj.items() if key != name} | {
                    "fileIds": [obj[name]]
                }
        return obj
