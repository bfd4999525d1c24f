"""Result packages: their states, their content, their end."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import FileResponse, Response

from documine_nb.server.access import Caller
from documine_nb.server.answers import Answer, download_status
from documine_nb.server.api import Api
from documine_nb.server.errors import ApiError

__all__ = ["add"]


def add(api: Api) -> None:
    """Register the operations of the tag."""
    services, access = api.services, api.access
    downloads = services.store.downloads

    @api.operation("getDownloadStatusList")
    def list_downloads(caller: Caller) -> Answer:
        mine = downloads.of_user(caller.workspace, caller.user_id)
        state = services.packaging.state
        return {"downloadStatus": [download_status(one, state(one)) for one in mine]}

    @api.operation("getDownloadStatus")
    def read_download(caller: Caller, downloadId: str) -> Answer:
        one = access.download(caller, downloadId)
        return download_status(one, services.packaging.state(one))

    @api.operation("download")
    def fetch(caller: Caller, downloadId: str) -> Response:
        one = access.download(caller, downloadId)
        if one.blob is None:
            state = services.packaging.state(one)
            raise ApiError(409, f"Download with id: {downloadId} is not ready: {state}")
        path = services.blobs.path(one.blob)
        if not path.is_file():
            raise ApiError(404, f"The content of download {downloadId} is no longer there.")
        downloads.fetched(one.id, services.now())
        named = f"attachment; filename*=utf-8''{quote(one.filename, safe='')}"
        return FileResponse(
            path, media_type="application/zip", headers={"Content-Disposition": named}
        )

    @api.operation("deleteDownload")
    def delete_download(caller: Caller, downloadId: str) -> None:
        one = access.download(caller, downloadId)
        services.blobs.remove(downloads.remove(one.id))
