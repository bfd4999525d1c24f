"""Files: uploads, their states, their attributes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from fastapi import Query, Request
from starlette.concurrency import run_in_threadpool

from documine_nb.server.access import Caller
from documine_nb.server.answers import Answer, file_status
from documine_nb.server.api import Api, Reply
from documine_nb.server.errors import ApiError
from documine_nb.server.extraction import RuleSet
from documine_nb.server.intake import check_pdf, kind_of, read_attributes, receive, unpack
from documine_nb.server.parameters import (
    DossierId,
    FileId,
    IncludeSoftDeleted,
    Permanently,
    TemplateId,
)
from documine_nb.server.requests import FileAttributes
from documine_nb.server.services import Services
from documine_nb.server.store import Arrival, DossierRecord

__all__ = ["add"]

KeepManualRedactions = Annotated[bool, Query(alias="keepManualRedactions")]
DisableAutomaticAnalysis = Annotated[bool, Query(alias="disableAutomaticAnalysis")]
_UPLOAD_BODY = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "properties": {"file": {"type": "string", "format": "binary"}},
                "required": ["file"],
            }
        }
    },
}


def add(api: Api) -> None:
    """Register the operations of the tag; result packages are in a module of their own."""
    _add_upload(api)
    _add_reads(api)
    _add_changes(api)


def _add_upload(api: Api) -> None:
    services, access = api.services, api.access

    @api.operation("uploadFile", body=_UPLOAD_BODY)
    async def upload_file(
        *,
        caller: Caller,
        request: Request,
        template_id: TemplateId,
        dossier_id: DossierId,
        keep_manual_redactions: KeepManualRedactions = False,
        disable_automatic_analysis: DisableAutomaticAnalysis = False,
    ) -> Reply:
        # Looked at before the body is read: nobody sends a gigabyte to be refused.
        home = await run_in_threadpool(access.open_dossier, caller, template_id, dossier_id)
        arrival = await receive(request, services.blobs, services.settings.max_upload_bytes)
        upload = _Upload(services, home, access.template(home.template_id), caller.user_id)
        upload.keep_overrides = keep_manual_redactions
        upload.automatic = not disable_automatic_analysis
        return await run_in_threadpool(upload.take_in, arrival)


class _Upload:
    """One upload to a dossier."""

    keep_overrides = False
    automatic = True

    def __init__(
        self, services: Services, home: DossierRecord, template: RuleSet, uploader: str
    ) -> None:
        self._services = services
        self._home = home
        self._template = template
        self._uploader = uploader

    def take_in(self, arrival: Arrival) -> Reply:
        """Keep what arrived; its draft is gone afterwards."""
        try:
            if arrival.size == 0:
                raise ApiError(400, f"{arrival.filename!r} is empty (0 bytes).")
            kind = kind_of(arrival.filename)
            if kind == "csv":
                return self._attributes(arrival)
            if kind == "pdf":
                check_pdf(arrival.filename, arrival.path)
                return self._documents([arrival])
            limit = self._services.settings.max_upload_bytes
            return self._documents(unpack(arrival, self._services.blobs, limit))
        finally:
            arrival.path.unlink(missing_ok=True)

    def _documents(self, arrivals: list[Arrival]) -> Reply:
        services = self._services
        kept = [(arrival, services.blobs.keep(arrival.path)) for arrival in arrivals]
        try:
            ids, replaced = services.store.files.put(
                self._home.id,
                kept,
                uploader=self._uploader,
                automatic=self.automatic,
                keep_overrides=self.keep_overrides,
                now=services.now(),
            )
        except BaseException:
            services.blobs.remove(blob for _, blob in kept)
            raise
        services.blobs.remove(replaced)
        if self.automatic:
            services.processing.submit(*ids)
        return Reply(_upload_answer(ids), 201)

    def _attributes(self, arrival: Arrival) -> Reply:
        services = self._services
        table = read_attributes(arrival.filename, arrival.path, self._template.file_attributes)
        files = services.store.files.of_dossier(self._home.id)
        ids = {file.filename: file.id for file in files if file.deleted_at is None}
        changes = {ids[name]: row for name, row in table.rows.items() if name in ids}
        services.store.files.set_attributes(changes, services.now())
        services.processing.submit(*changes)
        return Reply(_upload_answer([], changes, table.attributes), 200)


def _upload_answer(
    ids: list[str], processed: Iterable[str] = (), attributes: Iterable[str] = ()
) -> Answer:
    return {
        "fileIds": ids,
        "processedFileIds": list(processed),
        "processedAttributes": list(attributes),
    }


def _add_reads(api: Api) -> None:
    services, access = api.services, api.access

    @api.operation("getDossierFiles")
    def list_files(
        *,
        caller: Caller,
        template_id: TemplateId,
        dossier_id: DossierId,
        include_soft_deleted: IncludeSoftDeleted = False,
    ) -> Answer:
        home = access.dossier(caller, template_id, dossier_id)
        shown = [
            file
            for file in services.store.files.of_dossier(home.id)
            if file.deleted_at is None or (include_soft_deleted and access.in_reach(file))
        ]
        state = services.processing.state
        return {"files": [file_status(home, file, state(file)) for file in shown]}

    @api.operation("getFileStatus")
    def read_file(
        *, caller: Caller, template_id: TemplateId, dossier_id: DossierId, file_id: FileId
    ) -> Answer:
        home = access.dossier(caller, template_id, dossier_id)
        file = access.file(home, file_id)
        return file_status(home, file, services.processing.state(file))


def _add_changes(api: Api) -> None:
    services, access = api.services, api.access

    @api.operation("deleteFile")
    def delete_file(
        *,
        caller: Caller,
        template_id: TemplateId,
        dossier_id: DossierId,
        file_id: FileId,
        permanently: Permanently = False,
    ) -> None:
        home = access.dossier(caller, template_id, dossier_id)
        file = access.file(home, file_id, deleted=permanently)
        if permanently:
            services.blobs.remove(services.store.files.remove(file.id))
        else:
            services.store.files.trash(file.id, services.now())
        services.empty_trash()

    @api.operation("setFileAttributes")
    def set_attributes(
        *,
        caller: Caller,
        template_id: TemplateId,
        dossier_id: DossierId,
        file_id: FileId,
        body: FileAttributes,
    ) -> None:
        home = access.open_dossier(caller, template_id, dossier_id)
        file = access.file(home, file_id)
        known = access.template(template_id).file_attributes
        unknown = sorted(set(body.attributes) - set(known))
        if unknown:
            there = ", ".join(known) or "none"
            raise ApiError(
                400, f"No such file attributes: {', '.join(unknown)}. The template has {there}."
            )
        services.store.files.set_attributes({file.id: body.attributes}, services.now())
        services.processing.submit(file.id)
