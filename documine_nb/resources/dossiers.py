"""The dossiers of a workspace."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from documine_nb.bridge import blocking
from documine_nb.errors import ConflictError, OutcomeUnknownError
from documine_nb.models import Dossier as DossierRecord
from documine_nb.models import DossierRequest, DossierTemplate, read_records
from documine_nb.resources.context import Context
from documine_nb.resources.dossier import Dossier
from documine_nb.resources.fanout import fan_out
from documine_nb.resources.listing import Listing
from documine_nb.resources.names import pick
from documine_nb.resources.templates import Templates

__all__ = ["Dossiers"]


class Dossiers:
    """The dossiers of a workspace, as ``session.dossiers``.

    Examples
    --------
    >>> session.dossiers
    <Dossiers: .list(), .get(name_or_id) and .create(name, template=...)>
    """

    def __init__(self, context: Context, templates: Templates) -> None:
        self._context = context
        self._templates = templates

    def __repr__(self) -> str:
        return "<Dossiers: .list(), .get(name_or_id) and .create(name, template=...)>"

    @blocking
    async def list(
        self,
        *,
        template: str | DossierTemplate | None = None,
        archived: bool = False,
        deleted: bool = False,
    ) -> Listing[Dossier]:
        """Return the dossiers of all templates, or of one.

        Parameters
        ----------
        template : str or DossierTemplate, optional
            Name or id.
        archived, deleted : bool, default False
            Whether archived dossiers, and those in the trash, are listed too.

        Examples
        --------
        >>> [one.name for one in session.dossiers.list(template="OECD acute toxicity")]
        ['Acute oral']
        >>> session.dossiers.list().to_frame()["name"].dtype
        <StringDtype(...)>
        """
        templates = await self._chosen(template)
        found = await self._read(templates, archived=archived, deleted=deleted)
        names = {one.id: one.name for one in templates}
        return Listing(
            found,
            title="dossiers",
            columns={
                "name": lambda one: one.name,
                "template": lambda one: names.get(one.template_id, one.template_id),
                "description": lambda one: one.record.description,
                "created": lambda one: one.record.date,
                "id": lambda one: one.id,
            },
            names=("id", "name", "dossier_template_id"),
        )

    @blocking
    async def get(
        self, dossier: str | Dossier, *, template: str | DossierTemplate | None = None
    ) -> Dossier:
        """Return the dossier with that name or id.

        Parameters
        ----------
        dossier : str
            Name or id.
        template : str or DossierTemplate, optional
            Where to look, if the name exists in several templates.

        Raises
        ------
        NotFoundError, AmbiguousNameError
            Nothing, or several dossiers, have that name.

        Examples
        --------
        >>> session.dossiers.get("acute oral").id == session.dossiers.get(dossier.id).id
        True
        """
        if isinstance(dossier, Dossier):
            return dossier
        return pick(
            await self._read(await self._chosen(template)),
            dossier,
            kind="dossier",
            id_of=lambda one: one.id,
            name_of=lambda one: one.name,
        )

    @blocking
    async def create(
        self,
        name: str,
        *,
        template: str | DossierTemplate,
        description: str | None = None,
        due_date: datetime | None = None,
        owner_id: str | None = None,
        member_ids: Sequence[str] | None = None,
    ) -> Dossier:
        """Create a dossier.

        Parameters
        ----------
        name : str
            Its name, once in a template.
        template : str or DossierTemplate
            The dossier template that says what is extracted: name or id.
        description : str, optional
            What it is for.
        due_date : datetime, optional
            For information only.
        owner_id, member_ids : optional
            Ids of users; you are the owner by default.

        Raises
        ------
        ConflictError
            The template has a dossier of that name.
        PermissionDeniedError
            Creating dossiers needs the manager role.

        Examples
        --------
        >>> made = session.dossiers.create("Dermal", template="OECD acute toxicity")
        >>> made.name
        'Dermal'
        >>> made.delete(permanently=True)
        """
        chosen = await self._templates.get.aio(template)
        request = DossierRequest(
            name=name,
            description=description,
            due_date=due_date,
            owner_id=owner_id,
            member_ids=tuple(member_ids) if member_ids is not None else None,
        )
        before = {one.id for one in await self._read([chosen])}
        try:
            answer = await self._context.read(
                "createDossierOrUpdateDossier",
                {"dossierTemplateId": chosen.id},
                json=request.to_json(),
            )
        except ConflictError as error:
            error.cure = f"Use it by session.dossier({name!r}), or choose another name."
            raise
        except OutcomeUnknownError:
            # Looked up instead of sent again: a second dossier would be worse than an error.
            listed = await self._read([chosen])
            made = [one for one in listed if one.name == name and one.id not in before]
            if len(made) != 1:
                raise
            return made[0]
        return Dossier(self._context, DossierRecord.from_json(answer), chosen.id)

    async def _chosen(self, template: str | DossierTemplate | None) -> Sequence[DossierTemplate]:
        if template is None:
            return await self._templates.list.aio()
        return [await self._templates.get.aio(template)]

    async def _read(
        self, templates: Sequence[DossierTemplate], *, archived: bool = False, deleted: bool = False
    ) -> Sequence[Dossier]:
        query = {"includeArchived": archived or None, "includeSoftDeleted": deleted or None}

        async def read(template: DossierTemplate) -> Sequence[Dossier]:
            answer = await self._context.read(
                "getDossiers", {"dossierTemplateId": template.id}, query=query
            )
            records = read_records(DossierRecord, answer, wrapper_hint="dossiers")
            return [Dossier(self._context, one, template.id) for one in records]

        found = [one for group in await fan_out(templates, read) for one in group]
        return sorted(found, key=lambda one: one.name.casefold())
