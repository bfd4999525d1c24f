"""Dossier templates and dossiers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from documine_nb.models.record import Record, record, wire
from documine_nb.models.shapes import attribute_map, boolean, many, optional, text, time

__all__ = ["Dossier", "DossierRequest", "DossierTemplate"]


@record
class DossierTemplate(Record):
    """A rule set with its component definitions and report templates; dossiers hang below one.

    ``status`` is ``ACTIVE``, ``INACTIVE``, ``INCOMPLETE``, or what a newer service says.
    """

    id: str = wire("id", text, also=("dossierTemplateId",))
    name: str = wire("name", text)
    description: str | None = wire("description", optional(text), default=None)
    status: str | None = wire("status", optional(text), default=None)
    date_added: datetime | None = wire("dateAdded", optional(time), default=None)
    date_modified: datetime | None = wire("dateModified", optional(time), default=None)
    created_by: str | None = wire("createdBy", optional(text), default=None)
    modified_by: str | None = wire("modifiedBy", optional(text), default=None)
    valid_from: datetime | None = wire("validFrom", optional(time), default=None)
    valid_to: datetime | None = wire("validTo", optional(time), default=None)
    remove_watermark: bool | None = wire("removeWatermark", optional(boolean), default=None)
    keep_image_metadata: bool | None = wire("keepImageMetadata", optional(boolean), default=None)
    ocr_by_default: bool | None = wire("ocrByDefault", optional(boolean), default=None)
    keep_hidden_text: bool | None = wire("keepHiddenText", optional(boolean), default=None)
    keep_overlapping_objects: bool | None = wire(
        "keepOverlappingObjects", optional(boolean), default=None
    )
    download_file_types: tuple[str, ...] = wire("downloadFileTypes", many(text), default=())


@record
class Dossier(Record):
    """A container of documents that belong together."""

    id: str = wire("id", text, also=("dossierId",))
    name: str = wire("name", text, also=("dossierName",))
    dossier_template_id: str | None = wire("dossierTemplateId", optional(text), default=None)
    description: str | None = wire("description", optional(text), default=None)
    owner_id: str | None = wire("ownerId", optional(text), default=None)
    member_ids: tuple[str, ...] = wire("memberIds", many(text), default=())
    approver_ids: tuple[str, ...] = wire("approverIds", many(text), default=())
    date: datetime | None = wire("date", optional(time), also=("startDate",), default=None)
    due_date: datetime | None = wire("dueDate", optional(time), default=None)
    status: str | None = wire("status", optional(text), default=None)
    dossier_status_id: str | None = wire("dossierStatusId", optional(text), default=None)
    report_template_ids: tuple[str, ...] = wire("reportTemplateIds", many(text), default=())
    download_file_types: tuple[str, ...] = wire("downloadFileTypes", many(text), default=())
    visibility: str | None = wire("visibility", optional(text), default=None)
    watermark_id: str | None = wire("watermarkId", optional(text), default=None)
    preview_watermark_id: str | None = wire("previewWatermarkId", optional(text), default=None)
    archived_time: datetime | None = wire("archivedTime", optional(time), default=None)
    soft_deleted_time: datetime | None = wire("softDeletedTime", optional(time), default=None)
    hard_deleted_time: datetime | None = wire("hardDeletedTime", optional(time), default=None)
    dossier_attributes: Mapping[str, str | None] = wire(
        "dossierAttributes", attribute_map, default_factory=dict, hash=False
    )

    @property
    def is_active(self) -> bool:
        """Whether it is neither archived nor deleted."""
        return not (self.archived_time or self.soft_deleted_time or self.hard_deleted_time)


@record
class DossierRequest(Record):
    """What creates a dossier, or updates the one whose ``id`` is given."""

    name: str = wire("name", text)
    id: str | None = wire("id", optional(text), default=None)
    description: str | None = wire("description", optional(text), default=None)
    due_date: datetime | None = wire("dueDate", optional(time), default=None)
    owner_id: str | None = wire("ownerId", optional(text), default=None)
    member_ids: tuple[str, ...] | None = wire("memberIds", optional(many(text)), default=None)
    approver_ids: tuple[str, ...] | None = wire("approverIds", optional(many(text)), default=None)
    report_template_ids: tuple[str, ...] | None = wire(
        "reportTemplateIds", optional(many(text)), default=None
    )
    download_file_types: tuple[str, ...] | None = wire(
        "downloadFileTypes", optional(many(text)), default=None
    )
    watermark_id: str | None = wire("watermarkId", optional(text), default=None)
    preview_watermark_id: str | None = wire("previewWatermarkId", optional(text), default=None)
    dossier_status_id: str | None = wire("dossierStatusId", optional(text), default=None)
