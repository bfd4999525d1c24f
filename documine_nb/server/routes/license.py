"""The license and its usage."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Query

from documine_nb.server.access import Caller
from documine_nb.server.answers import Answer
from documine_nb.server.api import Api
from documine_nb.server.errors import ApiError
from documine_nb.server.identity import Principal
from documine_nb.server.licensing import license_answer, license_period, usage_answer
from documine_nb.server.requests import LicenseUsageRequest, Moment

__all__ = ["add"]

_FIRST_YEAR, _LAST_YEAR = 1971, 9998  # what every platform's clock functions can say


def add(api: Api) -> None:
    """Register the operations of the tag."""
    services, access = api.services, api.access

    def usage(caller: Principal, start: datetime | None, end: datetime | None) -> Answer:
        access.needs(caller, "RED_MANAGER", "RED_ADMIN")
        first, last = license_period(services)
        return usage_answer(
            services,
            caller.workspace,
            first if start is None else _seconds(start),
            last if end is None else _seconds(end),
        )

    @api.operation("getActiveLicense")
    def read_license(caller: Caller) -> Answer:
        access.needs(caller, "RED_MANAGER", "RED_ADMIN")
        return license_answer(services, caller.workspace)

    @api.operation("getLicenseUsage")
    def report_usage(*, caller: Caller, body: LicenseUsageRequest | None = None) -> Answer:
        wish = body or LicenseUsageRequest()
        return usage(caller, wish.start_date, wish.end_date)

    @api.also("GET", "getLicenseUsage", at="getLicenseUsage")
    def read_usage(
        *,
        caller: Caller,
        start: Annotated[Moment | None, Query(alias="startDate")] = None,
        end: Annotated[Moment | None, Query(alias="endDate")] = None,
    ) -> Answer:
        return usage(caller, start, end)


def _seconds(moment: datetime) -> float:
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ApiError(400, f"A period lies between {_FIRST_YEAR} and {_LAST_YEAR}.")
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
