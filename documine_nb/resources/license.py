"""The license, and how much of it is used."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from documine_nb.errors import InvalidRequestError, NotFoundError
from documine_nb.models import License, LicenseUsage, UsagePeriod
from documine_nb.resources.context import Context
from documine_nb.resources.listing import Listing
from documine_nb.resources.tables import html_table, text_table

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["UsageReport", "read_license", "read_usage"]

Moment = str | date | datetime | None


class UsageReport:
    """Pages used of pages licensed, in all and month by month.

    Attributes
    ----------
    usage : LicenseUsage
        What the service counted.
    licensed_pages : int or None
        Pages that may be analysed in the license's period; None where the license does not say.
    read_at : float or None
        When it was read, in seconds since 1970.

    Examples
    --------
    >>> session.license_usage().licensed_pages
    100000
    """

    def __init__(
        self, usage: LicenseUsage, licensed_pages: int | None, *, read_at: float | None = None
    ) -> None:
        self.usage = usage
        self.read_at = read_at
        self.licensed_pages = licensed_pages

    def __repr__(self) -> str:
        return text_table(self._title, _HEADERS, self._rows())

    def _repr_html_(self) -> str:
        return html_table(self._title, _HEADERS, self._rows())

    @property
    def _title(self) -> str:
        used = self.usage.number_of_analyzed_pages
        title = "license usage" if used is None else f"license usage: {used:,} pages analysed"
        return title if self.licensed_pages is None else f"{title} of {self.licensed_pages:,}"

    def _rows(self) -> list[list[object]]:
        return [
            [
                month.start_date.strftime("%Y-%m") if month.start_date else "",
                month.number_of_analyzed_files,
                month.number_of_analyzed_pages,
                month.number_of_dossiers,
            ]
            for month in self.usage.monthly
        ]

    def to_frame(self) -> pd.DataFrame:
        """Return a DataFrame: one row a month, the counters in snake case.

        Returns
        -------
        pandas.DataFrame
            ``start_date`` and ``end_date`` as aware datetimes, counters as ``Int64``.

        Examples
        --------
        >>> session.license_usage().to_frame()["number_of_analyzed_pages"].dtype
        Int64Dtype()
        """
        names = [one.name for one in fields(UsagePeriod) if one.name != "extra"]
        frame = Listing(self.usage.monthly, title="months", columns={}, names=names).to_frame()
        if self.read_at is not None:
            from documine_nb.frames.loaded import KEY, Loaded  # noqa: PLC0415 -- pandas

            frame.attrs[KEY] = str(Loaded.at([self.read_at]))
        return frame

    def plot(self, *, ax: Axes | None = None) -> Axes:
        """Draw pages used, month by month, beside pages licensed.

        Examples
        --------
        >>> ax = session.license_usage().plot()
        >>> ax.figure.savefig("usage.png")
        """
        from documine_nb import charts  # noqa: PLC0415 -- loads matplotlib

        return charts.license_usage(self.to_frame(), licensed_pages=self.licensed_pages, ax=ax)


_HEADERS = ("month", "files", "pages", "dossiers")


async def read_license(context: Context) -> License:
    """Read the active license."""
    return License.from_json(await context.read("getActiveLicense"))


async def read_usage(context: Context, start: Moment, end: Moment) -> UsageReport:
    """Read the used capacity between two moments; of the license's period where none is given."""
    period = {
        name: _instant(value, name)
        for name, value in (("startDate", start), ("endDate", end))
        if value is not None
    }
    usage = LicenseUsage.from_json(await context.read("getLicenseUsage", json=period))
    try:
        licensed = (await read_license(context)).licensed_pages
    except NotFoundError:
        licensed = None  # the usage is worth having without it
    return UsageReport(usage, licensed, read_at=context.clock.wall())


def _instant(value: Any, name: str) -> str:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise InvalidRequestError(
                f"{name}={value!r} is not a date", cure="Give it as '2026-01-31' or as a datetime."
            ) from None
    if not isinstance(value, datetime):
        value = datetime.combine(value, time())
    moment: datetime = value if value.tzinfo else value.replace(tzinfo=UTC)
    return moment.isoformat()
