"""Result packages: their states, their content, their end."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import FileResponse, Response

from documine_nb.server.access import Caller
from documine_nb.server.answers import Answer, download_status
from documine_nb.server.api import Api
from documine_nb.server.errors import ApiError
from documine_nb.server.parameters import DownloadId

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
    def read_download(*, caller: Caller, download_id: DownloadId) -> Answer:
        one = access.download(caller, download_id)
        return download_status(one, services.packaging.state(one))

    @api.operation("download")
    def fetch(*, caller: Caller, download_id: DownloadId) -> Response:
        one = access.download(caller, download_id)
        if one.blob is None:
            state = services.packaging.state(one)
            raise ApiError(409, f"Download with id: {download_id} is not ready: {state}")
        path = services.blobs.path(one.blob)
        if not path.is_file():
            raise ApiError(404, f"The content of download {download_id} is no longer there.")
        downloads.fetched(one.id, services.now())
        named = f"attachment; filename*=utf-8''{quote(one.filename, safe='')}"
        return FileResponse(
            path, media_type="application/zip", headers={"Content-Disposition": named}
        )

    @api.operation("deleteDownload")
    def delete_download(*, caller: Caller, download_id: DownloadId) -> None:
        one = access.download(caller, download_id)
        services.blobs.remove(downloads.remove(one.id))
