"""Dossiers."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC
from typing import Any

from documine_nb.server.access import Caller
from documine_nb.server.answers import Answer, dossier, moment
from documine_nb.server.api import Api, Reply
from documine_nb.server.errors import ApiError
from documine_nb.server.identity import Principal
from documine_nb.server.parameters import (
    DossierId,
    IncludeActive,
    IncludeArchived,
    IncludeSoftDeleted,
    Permanently,
    TemplateId,
)
from documine_nb.server.requests import DossierRequest
from documine_nb.server.services import Services, report_template_id
from documine_nb.server.store import DossierRecord, NameTakenError

__all__ = ["add"]

# Fields of the request that are kept as they came.
_DETAILS = {
    "description": "description",
    "approver_ids": "approverIds",
    "report_template_ids": "reportTemplateIds",
    "download_file_types": "downloadFileTypes",
    "watermark_id": "watermarkId",
    "preview_watermark_id": "previewWatermarkId",
    "dossier_status_id": "dossierStatusId",
}


def add(api: Api) -> None:
    """Register the operations of the tag."""
    _add_reads(api)
    _add_changes(api)


def _add_reads(api: Api) -> None:
    services, access = api.services, api.access

    @api.operation("getDossiers")
    def list_dossiers(
        *,
        caller: Caller,
        template_id: TemplateId,
        include_active: IncludeActive = True,
        include_archived: IncludeArchived = False,  # noqa: ARG001 -- nothing is archived here
        include_soft_deleted: IncludeSoftDeleted = False,
    ) -> Answer:
        access.template(template_id)
        found = services.store.dossiers.of_template(caller.workspace, template_id)
        wanted = {True: include_active, False: include_soft_deleted}
        shown = [one for one in found if access.in_reach(one) and wanted[one.deleted_at is None]]
        return {"dossiers": [dossier(one) for one in shown if access.sees(caller, one)]}

    @api.operation("getDossier")
    def read_dossier(
        *,
        caller: Caller,
        template_id: TemplateId,
        dossier_id: DossierId,
        include_archived: IncludeArchived = False,  # noqa: ARG001 -- nothing is archived here
        include_soft_deleted: IncludeSoftDeleted = False,
    ) -> Answer:
        return dossier(
            access.dossier(caller, template_id, dossier_id, deleted=include_soft_deleted)
        )


def _add_changes(api: Api) -> None:
    services, access = api.services, api.access

    def update(caller: Principal, template_id: str, dossier_id: str, wish: DossierRequest) -> Reply:
        record = access.open_dossier(caller, template_id, dossier_id)
        access.manages(caller, record)
        record = _applied(services, record, wish)
        try:
            services.store.dossiers.update(record)
        except NameTakenError as error:
            raise _taken(wish.name) from error
        return Reply(dossier(record), 200)

    @api.operation("createDossierOrUpdateDossier")
    def create_or_update(*, caller: Caller, template_id: TemplateId, body: DossierRequest) -> Reply:
        access.template(template_id)
        if body.id is not None:
            return update(caller, template_id, body.id, body)
        access.needs(caller, "RED_MANAGER")
        fresh = DossierRecord(
            id=str(uuid.uuid4()),
            workspace=caller.workspace,
            template_id=template_id,
            name=body.name,
            owner_id=caller.user_id,
            member_ids=(caller.user_id,),
            details={},
            created_at=services.now(),
        )
        record = _applied(services, fresh, body)
        try:
            services.store.dossiers.create(record)
        except NameTakenError as error:
            raise _taken(body.name) from error
        return Reply(dossier(record), 201)

    @api.also("PUT", "createDossierOrUpdateDossier", "getDossier")
    def put_dossier(
        *, caller: Caller, template_id: TemplateId, dossier_id: DossierId, body: DossierRequest
    ) -> Reply:
        return update(caller, template_id, dossier_id, body)

    @api.operation("deleteDossier")
    def delete_dossier(
        *,
        caller: Caller,
        template_id: TemplateId,
        dossier_id: DossierId,
        permanently: Permanently = False,
    ) -> None:
        record = access.dossier(caller, template_id, dossier_id, deleted=permanently)
        access.manages(caller, record)
        if permanently:
            services.blobs.remove(services.store.dossiers.remove(record.id))
        else:
            services.store.dossiers.trash(record.id, services.now())
        services.empty_trash()


def _applied(services: Services, record: DossierRecord, wish: DossierRequest) -> DossierRecord:
    """Return the dossier with what the request names; what it leaves out stays."""
    _check(services, record, wish)
    given = wish.model_fields_set
    details: dict[str, Any] = dict(record.details)
    details |= {key: getattr(wish, name) for name, key in _DETAILS.items() if name in given}
    if "due_date" in given:
        details["dueDate"] = _due(wish)
    members = record.member_ids if wish.member_ids is None else tuple(wish.member_ids)
    owner = wish.owner_id or record.owner_id
    return replace(
        record,
        name=wish.name,
        owner_id=owner,
        member_ids=tuple(dict.fromkeys((owner, *members))),
        details=details,
    )


def _check(services: Services, record: DossierRecord, wish: DossierRequest) -> None:
    named = {wish.owner_id, *(wish.member_ids or ()), *(wish.approver_ids or ())} - {None}
    unknown = named - {user.id for user in services.identity.users(record.workspace)}
    if unknown:
        raise ApiError(400, f"No such users in the workspace: {', '.join(sorted(unknown))}")
    reports = set(wish.report_template_ids or ()) - {report_template_id(record.template_id)}
    if reports:
        raise ApiError(400, f"No such report templates: {', '.join(sorted(reports))}")
    types = set(wish.download_file_types or ()) - {"ORIGINAL"}
    if types:
        raise ApiError(400, f"The template does not offer {', '.join(sorted(types))}.")


def _due(wish: DossierRequest) -> str | None:
    if wish.due_date is None:
        return None
    due = wish.due_date if wish.due_date.tzinfo else wish.due_date.replace(tzinfo=UTC)
    try:
        return moment(due.timestamp())
    except (ValueError, OverflowError, OSError) as error:
        raise ApiError(400, "dueDate lies outside the calendar.") from error


def _taken(name: str) -> ApiError:
    return ApiError(409, f"A dossier named {name!r} exists in the template already.")
