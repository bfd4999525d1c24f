"""What the store gives out; times are seconds since 1970."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Arrival", "DossierRecord", "DownloadRecord", "FileRecord", "Usage"]


@dataclass(frozen=True)
class DossierRecord:
    """A dossier; `details` are the fields of the request that are only kept and shown."""

    id: str
    workspace: str
    template_id: str
    name: str
    owner_id: str
    member_ids: tuple[str, ...]
    details: Mapping[str, Any]
    created_at: float
    deleted_at: float | None = None


@dataclass(frozen=True)
class Arrival:
    """A document that has arrived: its name and where its content lies for now."""

    filename: str
    path: Path
    size: int
    digest: str


@dataclass(frozen=True)
class FileRecord:
    """A document of a dossier.

    ``status`` is what survives a restart: ``UNPROCESSED`` or ``REPROCESS`` while an analysis is
    due, ``PROCESSED`` or ``ERROR`` after it. ``revision`` grows with each change that makes an
    analysis under way worthless.
    """

    id: str
    dossier_id: str
    filename: str
    blob: str
    digest: str
    size: int
    uploader: str
    automatic: bool
    added_at: float
    uploaded_at: float
    updated_at: float
    status: str
    pages: int | None
    processed_at: float | None
    analyses: int
    revision: int
    attributes: Mapping[str, str]
    error: Mapping[str, Any] | None
    deleted_at: float | None

    @property
    def awaits_first_analysis(self) -> bool:
        """Whether an analysis is due and none was ever finished."""
        return self.status == "UNPROCESSED" and self.automatic


@dataclass(frozen=True)
class DownloadRecord:
    """A result package; ``status`` is ``QUEUED``, ``READY`` or ``FAILED``."""

    id: str
    workspace: str
    user_id: str
    dossier_id: str
    file_ids: tuple[str, ...]
    filename: str
    file_types: tuple[str, ...]
    report_template_ids: tuple[str, ...]
    created_at: float
    status: str = "QUEUED"
    blob: str | None = None
    size: int = 0
    last_download: float | None = None
    error: str | None = None


@dataclass(frozen=True)
class Usage:
    """What the license counts in a period from `start` to before `end`."""

    start: float
    end: float
    files: int = 0
    pages: int = 0
    dossiers: int = 0
    analysed_bytes: int = 0
    active_bytes: int = 0
    trash_bytes: int = 0
