"""Dossier templates: what decides which components are extracted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from documine_nb.bridge import blocking
from documine_nb.models import DossierTemplate, read_records
from documine_nb.resources.context import Context
from documine_nb.resources.listing import Listing
from documine_nb.resources.names import pick

__all__ = ["Templates", "read_report_ids", "report_ids"]


class Templates:
    """The dossier templates of a workspace, as ``session.templates``.

    Examples
    --------
    >>> session.templates
    <Templates: .list() and .get(name_or_id)>
    """

    def __init__(self, context: Context) -> None:
        self._context = context

    def __repr__(self) -> str:
        return "<Templates: .list() and .get(name_or_id)>"

    @blocking
    async def list(self) -> Listing[DossierTemplate]:
        """Return all dossier templates.

        Examples
        --------
        >>> import documine_nb as dm
        >>> with dm.demo(samples=False, quiet=True) as session:
        ...     [template.name for template in session.templates.list()]
        ['Generic report', 'OECD acute toxicity']
        """
        return Listing(
            await self._read(),
            title="dossier templates",
            columns={
                "name": lambda one: one.name,
                "status": lambda one: one.status,
                "description": lambda one: one.description,
                "id": lambda one: one.id,
            },
            names=("id", "name"),
        )

    @blocking
    async def get(self, template: str | DossierTemplate) -> DossierTemplate:
        """Return the template with that name or id.

        Raises
        ------
        NotFoundError, AmbiguousNameError
            Nothing, or several things, have that name.

        Examples
        --------
        >>> session.templates.get("Generic report").name
        'Generic report'
        """
        if isinstance(template, DossierTemplate):
            return template
        return pick(
            await self._read(),
            template,
            kind="dossier template",
            id_of=lambda one: one.id,
            name_of=lambda one: one.name,
        )

    async def _read(self) -> Sequence[DossierTemplate]:
        answer = await self._context.read("getAllDossierTemplates")
        found = read_records(DossierTemplate, answer, wrapper_hint="dossierTemplates")
        return sorted(found, key=lambda one: one.name.casefold())


async def read_report_ids(
    context: Context, template_id: str, reports: Sequence[str] | None
) -> list[str]:
    """Ask for a dossier template, and return the ids of those report templates, or of all."""
    answer = await context.read("getDossierTemplate", {"dossierTemplateId": template_id})
    return report_ids(DossierTemplate.from_json(answer), reports)


def report_ids(template: DossierTemplate, reports: Sequence[str] | None) -> list[str]:
    """Return the ids of report templates, asked for by name or id; of all where None is asked for.

    No operation of the public API lists report templates. Where the service tells them with the
    dossier template, names are looked up there; elsewhere what is given is taken for ids.
    """
    known = _reports_of(template)
    if reports is None:
        return [key for key, _ in known]
    if not known:
        return list(reports)
    return [
        pick(
            known,
            wanted,
            kind="report template",
            id_of=lambda pair: pair[0],
            name_of=lambda pair: pair[1],
            where=f" in dossier template {template.name!r}",
        )[0]
        for wanted in reports
    ]


def _reports_of(template: DossierTemplate) -> list[tuple[str, str]]:
    told: Any = template.extra.get("reportTemplates") or template.extra.get("reportTemplateIds")
    found = []
    for item in told if isinstance(told, list) else []:
        if isinstance(item, str):
            found.append((item, item))
        elif isinstance(item, Mapping):
            key = str(item.get("templateId") or item.get("reportTemplateId") or item.get("id"))
            found.append((key, str(item.get("name") or item.get("fileName") or key)))
    return found
