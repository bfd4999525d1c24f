"""Asking for result packages: of a file, of some files, of a dossier."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from documine_nb.server.access import Caller
from documine_nb.server.answers import Answer
from documine_nb.server.api import Api, Reply
from documine_nb.server.errors import ApiError
from documine_nb.server.identity import Principal
from documine_nb.server.parameters import DossierId, FileId, TemplateId
from documine_nb.server.requests import BulkDownloadRequest, DownloadRequest
from documine_nb.server.services import Services, report_template_id
from documine_nb.server.store import DossierRecord, DownloadRecord, FileRecord

__all__ = ["add"]


def add(api: Api) -> None:
    """Register the operations."""
    services, access = api.services, api.access

    @api.operation("prepareDossierDownload")
    def of_dossier(
        *,
        caller: Caller,
        template_id: TemplateId,
        dossier_id: DossierId,
        body: DownloadRequest | None = None,
    ) -> Reply:
        home = access.open_dossier(caller, template_id, dossier_id)
        found = services.store.files.of_dossier(home.id)
        files = [file for file in found if file.deleted_at is None]
        if not files:
            raise ApiError(409, "The dossier has no files.")
        return _ordered(services, caller, home, files, body)

    @api.operation("prepareBulkDownload")
    def of_files(
        *, caller: Caller, template_id: TemplateId, dossier_id: DossierId, body: BulkDownloadRequest
    ) -> Reply:
        home = access.open_dossier(caller, template_id, dossier_id)
        files = [access.file(home, file_id) for file_id in dict.fromkeys(body.file_ids)]
        return _ordered(services, caller, home, files, body)

    @api.operation("prepareFileDownload")
    def of_file(
        *,
        caller: Caller,
        template_id: TemplateId,
        dossier_id: DossierId,
        file_id: FileId,
        body: DownloadRequest | None = None,
    ) -> Reply:
        home = access.open_dossier(caller, template_id, dossier_id)
        file = access.file(home, file_id)
        name = file.filename.rpartition(".")[0] or file.filename
        return _ordered(services, caller, home, [file], body, name=name)


def _ordered(
    services: Services,
    caller: Principal,
    home: DossierRecord,
    files: Sequence[FileRecord],
    wish: DownloadRequest | None,
    *,
    name: str | None = None,
) -> Reply:
    waiting = [file.filename for file in files if file.awaits_first_analysis]
    if waiting:
        raise ApiError(
            409, f"Not analysed yet: {', '.join(waiting[:5])}. A package needs the first analysis."
        )
    reports, types = _contents(home, wish or DownloadRequest())
    download = DownloadRecord(
        id=str(uuid.uuid4()),
        workspace=caller.workspace,
        user_id=caller.user_id,
        dossier_id=home.id,
        file_ids=tuple(file.id for file in files),
        filename=f"{name or home.name}.zip",
        file_types=tuple(types),
        report_template_ids=tuple(reports),
        created_at=services.now(),
    )
    services.store.downloads.create(download)
    services.packaging.submit(download.id)
    answer: Answer = {"downloadId": download.id}
    return Reply(answer, 202)


def _contents(home: DossierRecord, wish: DownloadRequest) -> tuple[Sequence[str], Sequence[str]]:
    """Return report templates and file types; the dossier's own where the request names neither."""
    reports: Sequence[str] = wish.report_template_ids or ()
    types: Sequence[str] = wish.download_file_types or ()
    if not reports and not types:
        reports = home.details.get("reportTemplateIds") or ()
        types = home.details.get("downloadFileTypes") or ()
    if not reports and not types:
        raise ApiError(
            400, "Name reportTemplateIds or downloadFileTypes: the dossier has no settings for it."
        )
    if unknown := sorted(set(reports) - {report_template_id(home.template_id)}):
        raise ApiError(400, f"No such report templates: {', '.join(unknown)}")
    if others := sorted(set(types) - {"ORIGINAL"}):
        raise ApiError(400, f"The template does not offer {', '.join(others)}.")
    return list(dict.fromkeys(reports)), list(dict.fromkeys(types))
