"""How much of the license is used."""

from __future__ import annotations

import asyncio

from documine_nb.panels.state.data import png_of
from documine_nb.panels.state.desk import Desk
from documine_nb.panels.state.part import Part, action
from documine_nb.resources.license import UsageReport

__all__ = ["Usage"]


class Usage(Part):
    """License and usage.

    Attributes
    ----------
    facts : dict of str to str
        What there is to say.
    picture : bytes
        Pages month by month, as PNG.
    """

    title = "Usage"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.facts: dict[str, str] = {}
        self.picture = b""

    @action("Reading the usage")
    async def load(self) -> None:
        """Read how much is used."""
        report = await self.desk.the_session().license_usage.aio()
        self.facts = _facts(report)
        self.picture = await asyncio.to_thread(lambda: png_of(report.plot()))

    async def forget(self) -> None:
        """Show nothing: nobody is signed in."""
        self.facts, self.picture, self.note, self.problem = {}, b"", "", None
        self.changed()

    def code(self) -> str:
        """Return the lines of Python that do the same."""
        return "session.license_usage().plot()"

    def summary(self) -> list[str]:
        """Return the facts."""
        return [f"{name}: {value}" for name, value in self.facts.items()]


def _facts(report: UsageReport) -> dict[str, str]:
    used, licensed = report.usage.number_of_analyzed_pages, report.licensed_pages
    facts = {}
    if used is not None:
        facts["Pages analysed"] = f"{used:,}"
    if licensed is not None:
        facts["Pages licensed"] = f"{licensed:,}"
    if used is not None and licensed:
        facts["Used"] = f"{used / licensed:.1%}"
    return facts
