"""The dossiers of the workspace."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from documine_nb.errors import ConfigError
from documine_nb.models import DossierTemplate
from documine_nb.panels.state.desk import Desk
from documine_nb.panels.state.part import Part, action
from documine_nb.panels.state.table import Column, Table, counted
from documine_nb.resources.dossier import Dossier

__all__ = ["Dossiers"]


class Dossiers(Part):
    """Browsing and creating dossiers.

    Parameters
    ----------
    desk : Desk
        The session.
    on_open : coroutine function
        Called with the dossier that was chosen, or None.

    Attributes
    ----------
    table : Table of Dossier
    templates : list of DossierTemplate
    """

    title = "Dossiers"

    def __init__(self, desk: Desk, on_open: Callable[[Dossier | None], Awaitable[None]]) -> None:
        super().__init__()
        self.desk = desk
        self._on_open = on_open
        self.templates: list[DossierTemplate] = []
        self.table: Table[Dossier] = Table(
            [
                Column("Name", lambda one: one.name),
                Column("Template", self._template_name),
                Column("Description", lambda one: one.record.description),
                Column("Created", lambda one: one.record.date),
            ],
            key=lambda one: one.id,
        )

    @property
    def chosen(self) -> Dossier | None:
        """The dossier that is open."""
        return next(iter(self.table.chosen), None)

    @action("Reading dossiers")
    async def load(self) -> None:
        """Read templates and dossiers anew."""
        await self._load()

    @action("Creating the dossier")
    async def create(self, name: str, template_id: str) -> None:
        """Create a dossier and open it."""
        if not name.strip():
            raise ConfigError("a dossier needs a name", cure="Type one.")
        session = self.desk.the_session()
        template = await session.templates.get.aio(template_id)
        made = await session.dossiers.create.aio(name.strip(), template=template)
        await self._load()
        self.table.choose(made.id)
        self.note = f"Dossier {made.name!r} was created."
        await self._on_open(self.chosen)

    async def open(self) -> None:
        """Open the dossier that is chosen."""
        self.note, self.problem = "", None
        self.changed()
        await self._on_open(self.chosen)

    async def forget(self) -> None:
        """Show nothing: nobody is signed in."""
        self.templates = []
        self.table.fill([])
        self.note, self.problem = "", None
        self.changed()
        await self._on_open(None)

    def code(self) -> str:
        """Return the lines of Python that do the same."""
        if self.chosen is None:
            return "session.dossiers.list()"
        return f"dossier = session.dossier({self.desk.reference(self.chosen)!r})"

    def summary(self) -> list[str]:
        """Return how many there are, and which is open."""
        if self.desk.session is None:
            return []
        opened = f"; open: {self.chosen.name}" if self.chosen else ""
        return [f"{counted(len(self.table), 'dossier')}{opened}"]

    async def _load(self) -> None:
        session = self.desk.the_session()
        self.templates = list(await session.templates.list.aio())
        self.desk.dossiers = await session.dossiers.list.aio()
        self.table.fill(self.desk.dossiers)

    def _template_name(self, dossier: Dossier) -> str:
        names = {one.id: one.name for one in self.templates}
        return names.get(dossier.template_id, dossier.template_id)
