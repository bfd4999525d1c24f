"""What clients may send; unknown fields are ignored, as the service's rule of evolution asks."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

__all__ = [
    "BulkDownloadRequest",
    "ComponentOverrides",
    "DossierRequest",
    "DownloadRequest",
    "FileAttributes",
    "FileType",
    "LicenseUsageRequest",
    "RevertOverrides",
]


def _only_text(value: object) -> object:
    # pydantic would take numbers for times, too.
    if value is not None and not isinstance(value, str):
        raise ValueError("should be a text in ISO 8601 form")
    return value


Moment = Annotated[datetime, BeforeValidator(_only_text)]
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255, pattern=r"\S")
]
Id = Annotated[str, StringConstraints(min_length=1, max_length=255)]
Text = Annotated[str, StringConstraints(max_length=100_000)]
FileType = Literal["ORIGINAL", "PREVIEW", "DELTA_PREVIEW", "REDACTED", "ANNOTATED", "FLATTEN"]


class _Body(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=False)


class DossierRequest(_Body):
    """Creates a dossier, or updates the one whose id is given."""

    id: Id | None = None
    name: Name
    description: Text | None = None
    due_date: Moment | None = None
    owner_id: Id | None = None
    member_ids: list[Id] | None = None
    approver_ids: list[Id] | None = None
    report_template_ids: list[Id] | None = None
    download_file_types: list[FileType] | None = None
    watermark_id: int | None = None
    preview_watermark_id: int | None = None
    dossier_status_id: Id | None = None


class DownloadRequest(_Body):
    """Asks for a result package; with both lists empty the dossier's own settings hold."""

    report_template_ids: list[Id] | None = None
    download_file_types: list[FileType] | None = None
    redaction_preview_color: str | None = None


class BulkDownloadRequest(DownloadRequest):
    """Asks for a result package of some files."""

    file_ids: list[Id] = Field(min_length=1)


class FileAttributes(_Body):
    """Sets file attributes by name; null takes one away."""

    attributes: dict[str, Text | None]


class OverrideValue(_Body):
    """One corrected value."""

    value: Text


class ComponentOverride(_Body):
    """The corrected values of one component."""

    name: Id
    component_values: list[OverrideValue]


class ComponentOverrides(_Body):
    """Corrects components."""

    components: list[ComponentOverride] = Field(min_length=1)


class RevertOverrides(_Body):
    """Takes corrections back."""

    components: list[Id] = Field(min_length=1)


class LicenseUsageRequest(_Body):
    """The period to report; by default that of the license."""

    start_date: Moment | None = None
    end_date: Moment | None = None
