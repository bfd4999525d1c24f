"""Components: what was found in files, and what people corrected."""

from __future__ import annotations

from collections.abc import Iterable

from fastapi import Request
from starlette.responses import Response

from documine_nb.server.access import Caller
from documine_nb.server.answers import Answer, file_components, overrides
from documine_nb.server.api import Api
from documine_nb.server.component_xml import components_xml
from documine_nb.server.errors import ApiError
from documine_nb.server.parameters import DossierId, FileId, IncludeDetails, TemplateId
from documine_nb.server.requests import ComponentOverrides, RevertOverrides

__all__ = ["add"]


def add(api: Api) -> None:
    """Register the operations of the tag."""
    _add_bulk(api)
    _add_reads(api)
    _add_corrections(api)


def _add_bulk(api: Api) -> None:
    services, access = api.services, api.access

    @api.operation("getComponentsForFiles")
    def read_all(
        *,
        caller: Caller,
        template_id: TemplateId,
        dossier_id: DossierId,
        include_details: IncludeDetails = False,
    ) -> Answer:
        home = access.dossier(caller, template_id, dossier_id)
        order = access.template(home.template_id).components
        found, corrected = services.store.components.of_dossier(home.id)
        return {
            "files": [
                file_components(
                    home,
                    file,
                    order,
                    found.get(file.id),
                    corrected.get(file.id, {}),
                    details=include_details,
                )
                for file in services.store.files.of_dossier(home.id)
                if file.deleted_at is None
            ]
        }


def _add_reads(api: Api) -> None:
    services, access = api.services, api.access

    @api.operation("getComponents")
    def read_one(
        *,
        caller: Caller,
        request: Request,
        template_id: TemplateId,
        dossier_id: DossierId,
        file_id: FileId,
        include_details: IncludeDetails = False,
    ) -> Answer | Response:
        home = access.dossier(caller, template_id, dossier_id)
        file = access.file(home, file_id)
        kept = services.store.components
        answer = file_components(
            home,
            file,
            access.template(home.template_id).components,
            kept.found(file.id),
            kept.corrected(file.id),
            details=include_details,
        )
        if _prefers_xml(request.headers.get("accept", "")):
            return Response(components_xml(answer), media_type="application/xml")
        return answer

    @api.operation("getOverrides")
    def read_overrides(
        *, caller: Caller, template_id: TemplateId, dossier_id: DossierId, file_id: FileId
    ) -> Answer:
        home = access.dossier(caller, template_id, dossier_id)
        file = access.file(home, file_id)
        order = access.template(home.template_id).components
        kept = services.store.components
        return overrides(home, file, order, kept.found(file.id), kept.corrected(file.id))


def _add_corrections(api: Api) -> None:
    services, access = api.services, api.access

    @api.operation("addOverrides")
    def correct(
        *,
        caller: Caller,
        template_id: TemplateId,
        dossier_id: DossierId,
        file_id: FileId,
        body: ComponentOverrides,
    ) -> None:
        file = access.file(access.open_dossier(caller, template_id, dossier_id), file_id)
        values = {
            component.name: [one.value for one in component.component_values]
            for component in body.components
        }
        _check_names(values, access.template(template_id).components)
        services.store.components.correct(file.id, values, services.now())

    @api.operation("revertOverrides")
    def revert(
        *,
        caller: Caller,
        template_id: TemplateId,
        dossier_id: DossierId,
        file_id: FileId,
        body: RevertOverrides,
    ) -> None:
        file = access.file(access.open_dossier(caller, template_id, dossier_id), file_id)
        _check_names(body.components, access.template(template_id).components)
        services.store.components.revert(file.id, body.components, services.now())


def _check_names(named: Iterable[str], known: tuple[str, ...]) -> None:
    unknown = sorted(set(named) - set(known))
    if unknown:
        raise ApiError(400, f"The template has no components named {', '.join(unknown)}.")


def _prefers_xml(accept: str) -> bool:
    """Tell whether an Accept header ranks XML above JSON (RFC 9110, section 12.5.1)."""
    ranks: dict[str, float] = {}
    for entry in accept.split(","):
        kind, *parameters = (part.strip().lower() for part in entry.split(";"))
        ranks[kind] = _quality(parameters)
    fallback = ranks.get("*/*", 0.0)
    anything = ranks.get("application/*", fallback)
    xml = max(ranks.get("application/xml", anything), ranks.get("text/xml", 0.0))
    return xml > ranks.get("application/json", anything)


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
