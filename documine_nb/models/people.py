"""Users, the license, and its usage."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from documine_nb.models.record import Record, nested, record, wire
from documine_nb.models.shapes import Shape, boolean, integer, many, number, optional, text, time

__all__ = ["License", "LicenseFeature", "LicenseUsage", "UsagePeriod", "User"]


@record
class User(Record):
    """A user of the workspace; one without roles is disabled."""

    id: str = wire("userId", text, also=("id",))
    username: str | None = wire("username", optional(text), default=None)
    email: str | None = wire("email", optional(text), default=None)
    first_name: str | None = wire("firstName", optional(text), default=None)
    last_name: str | None = wire("lastName", optional(text), default=None)
    roles: tuple[str, ...] = wire("roles", many(text), default=())
    is_active: bool | None = wire("isActive", optional(boolean), default=None)

    @property
    def display_name(self) -> str:
        """First and last name, or the user name, e-mail address or id where there is none."""
        full = " ".join(part for part in (self.first_name, self.last_name) if part)
        return full or self.username or self.email or self.id


def _any(value: Any) -> Any:
    return value


@record
class LicenseFeature(Record):
    """A feature of the license; ``value`` is a text, a number or a truth value."""

    name: str = wire("name", text)
    type: str | None = wire("type", optional(text), default=None)
    value: Any = wire("value", Shape(_any, absent=None), default=None, hash=False)


@record
class License(Record):
    """The active license."""

    id: str | None = wire("id", optional(text), default=None)
    name: str | None = wire("name", optional(text), default=None)
    product: str | None = wire("product", optional(text), default=None)
    licensed_to: str | None = wire("licensedTo", optional(text), default=None)
    licensed_to_email: str | None = wire("licensedToEmail", optional(text), default=None)
    valid_from: datetime | None = wire("validFrom", optional(time), default=None)
    valid_until: datetime | None = wire("validUntil", optional(time), default=None)
    features: tuple[LicenseFeature, ...] = wire(
        "features", many(nested(LicenseFeature)), default=()
    )

    @property
    def licensed_pages(self) -> int | None:
        """Pages that may be analysed in the license's period, where the license says so."""
        for feature in self.features:
            if feature.name == "processingPages":
                try:
                    return int(float(feature.value))
                except (TypeError, ValueError, OverflowError):
                    return None
        return None


@record
class UsagePeriod(Record):
    """Counters of one period, such as a calendar month."""

    start_date: datetime | None = wire("startDate", optional(time), default=None)
    end_date: datetime | None = wire("endDate", optional(time), default=None)
    number_of_analyzed_files: int | None = wire(
        "numberOfAnalyzedFiles", optional(integer), default=None
    )
    number_of_analyzed_pages: int | None = wire(
        "numberOfAnalyzedPages", optional(integer), default=None
    )
    number_of_ocr_files: int | None = wire("numberOfOcrFiles", optional(integer), default=None)
    number_of_ocr_pages: int | None = wire("numberOfOcrPages", optional(integer), default=None)
    number_of_dossiers: int | None = wire("numberOfDossiers", optional(integer), default=None)
    analysed_files_bytes: int | None = wire("analysedFilesBytes", optional(integer), default=None)
    active_files_uploaded_bytes: int | None = wire(
        "activeFilesUploadedBytes", optional(integer), default=None
    )
    archived_files_uploaded_bytes: int | None = wire(
        "archivedFilesUploadedBytes", optional(integer), default=None
    )
    trash_files_uploaded_bytes: int | None = wire(
        "trashFilesUploadedBytes", optional(integer), default=None
    )
    total_files_uploaded_bytes: int | None = wire(
        "totalFilesUploadedBytes", optional(integer), default=None
    )


@record
class LicenseUsage(UsagePeriod):
    """The used capacity of the license in a period, and month by month."""

    analysis_percentage_of_total: float | None = wire(
        "analysisPercentageOfTotal", optional(number), default=None
    )
    monthly: tuple[UsagePeriod, ...] = wire("monthlyData", many(nested(UsagePeriod)), default=())
