"""Result packages (the service calls them downloads)."""

from __future__ import annotations

from datetime import datetime

from documine_nb.models.record import Record, record, wire
from documine_nb.models.shapes import integer, many, optional, text, time

__all__ = ["DownloadStatus"]


@record
class DownloadStatus(Record):
    """A result package and where its making stands.

    ``status`` is ``QUEUED``, ``GENERATING``, ``READY``, ``FAILED``, or what a newer service says.
    """

    id: str = wire("id", text, also=("downloadId", "storageId"))
    status: str = wire("status", text)
    filename: str | None = wire("filename", optional(text), default=None)
    file_size: int | None = wire("fileSize", optional(integer), default=None)
    creation_date: datetime | None = wire("creationDate", optional(time), default=None)
    last_download: datetime | None = wire("lastDownload", optional(time), default=None)
    mime_type: str | None = wire("mimeType", optional(text), default=None)
    dossier_id: str | None = wire("dossierId", optional(text), default=None)
    file_ids: tuple[str, ...] = wire("fileIds", many(text), default=())
    download_file_types: tuple[str, ...] = wire("downloadFileTypes", many(text), default=())
    report_template_ids: tuple[str, ...] = wire("reportTemplateIds", many(text), default=())
    user_id: str | None = wire("userId", optional(text), default=None)
    error_cause: str | None = wire("errorCause", optional(text), default=None)

    @property
    def is_ready(self) -> bool:
        """Whether the package can be downloaded."""
        return self.status == "READY"

    @property
    def is_failed(self) -> bool:
        """Whether the service gave up on it."""
        return self.status == "FAILED"

    @property
    def is_busy(self) -> bool:
        """Whether it is still being made: every state that is neither ready nor failed."""
        return not (self.is_ready or self.is_failed)
