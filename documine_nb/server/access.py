"""Who may see and do what.

==============================  ==================================================================
see a dossier and its files     its owner, its members, and whoever has the role RED_MANAGER
upload, correct, delete files   the same
create a dossier                RED_MANAGER
change or delete a dossier      RED_MANAGER, and its owner
result packages                 only who asked for them
users                           everybody of the workspace
license                         RED_MANAGER and RED_ADMIN
==============================  ==================================================================

DocuMine lets only the assigned member of a document correct its components; the API has no
operation to assign one, so the embedded server asks for membership alone.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from documine_nb.server.errors import ApiError
from documine_nb.server.extraction import RuleSet
from documine_nb.server.identity import Principal
from documine_nb.server.services import Services
from documine_nb.server.store import DossierRecord, DownloadRecord, FileRecord

__all__ = ["Access", "Caller"]


async def _caller(request: Request) -> Principal:
    return request.state.principal  # type: ignore[no-any-return]


Caller = Annotated[Principal, Depends(_caller)]
"""Whose token a request carries; the gate has put it there."""


class Access:
    """Finds what a request names, and refuses what its caller may not do."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def template(self, template_id: str) -> RuleSet:
        """Return a dossier template."""
        template = self._services.templates.get(template_id)
        if template is None:
            raise ApiError(404, f"Dossier template with id: {template_id} not found")
        return template

    def needs(self, caller: Principal, *roles: str) -> None:
        """Refuse a caller that has none of the roles."""
        if not caller.roles.intersection(roles):
            raise ApiError(403, f"This needs the role {' or '.join(roles)}.")

    def sees(self, caller: Principal, dossier: DossierRecord) -> bool:
        """Tell whether a caller may see a dossier."""
        mine = caller.user_id == dossier.owner_id or caller.user_id in dossier.member_ids
        return mine or "RED_MANAGER" in caller.roles

    def in_reach(self, record: DossierRecord | FileRecord) -> bool:
        """Tell whether something is there or can still be restored."""
        return record.deleted_at is None or record.deleted_at > self._services.restorable_since()

    def dossier(
        self, caller: Principal, template_id: str, dossier_id: str, *, deleted: bool = False
    ) -> DossierRecord:
        """Return a dossier that the caller may see; with `deleted` also from the trash."""
        self.template(template_id)
        dossier = self._services.store.dossiers.get(caller.workspace, template_id, dossier_id)
        if dossier is None or not self.in_reach(dossier):
            raise ApiError(404, f"Dossier with id: {dossier_id} not found")
        if not self.sees(caller, dossier):
            raise ApiError(403, f"You are no member of the dossier with id: {dossier_id}.")
        if dossier.deleted_at is not None and not deleted:
            raise ApiError(404, f"Dossier with id: {dossier_id} not found: it was deleted")
        return dossier

    def open_dossier(self, caller: Principal, template_id: str, dossier_id: str) -> DossierRecord:
        """Return a dossier that can be changed; one in the trash cannot."""
        dossier = self.dossier(caller, template_id, dossier_id, deleted=True)
        if dossier.deleted_at is not None:
            raise ApiError(409, f"Dossier with id: {dossier_id} was deleted.")
        return dossier

    def manages(self, caller: Principal, dossier: DossierRecord) -> None:
        """Refuse a caller that may not change the dossier itself."""
        if caller.user_id != dossier.owner_id:
            self.needs(caller, "RED_MANAGER")

    def file(self, dossier: DossierRecord, file_id: str, *, deleted: bool = False) -> FileRecord:
        """Return a file of a dossier; with `deleted` also from the trash."""
        file = self._services.store.files.get(dossier.id, file_id)
        if file is None or not self.in_reach(file) or (file.deleted_at and not deleted):
            raise ApiError(404, f"File with id: {file_id} not found")
        return file

    def download(self, caller: Principal, download_id: str) -> DownloadRecord:
        """Return a package of the caller's own."""
        download = self._services.store.downloads.get(download_id)
        mine = (caller.workspace, caller.user_id)
        if download is None or (download.workspace, download.user_id) != mine:
            raise ApiError(404, f"Download with id: {download_id} not found")
        return download
