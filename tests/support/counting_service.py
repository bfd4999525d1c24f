"""A service that counts the reads it is busy with, and answers none before enough are there."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TEMPLATE, DOSSIER = "t1", "d1"
_BELOW = f"/api/dossier-templates/{TEMPLATE}/dossiers"
_DATE = "2026-01-01T00:00:00Z"
_RECORD = {"id": DOSSIER, "dossierTemplateId": TEMPLATE, "dossierName": "Many", "name": "Many"}


class CountingService(ThreadingHTTPServer):
    """Answers reads of components in groups of `at_once`; more at once than these are noted."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, files: int, at_once: int) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files = files
        self.at_once = at_once
        self.most = 0
        self._left = files
        self._busy = 0
        self._waiting = 0
        self._group = 0
        self._changed = threading.Condition()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def wait_for_group(self) -> None:
        """Hold a read until as many are there as may be, or no more can come."""
        with self._changed:
            group = self._group
            self._waiting += 1
            self._busy += 1
            self.most = max(self.most, self._busy)
            self._changed.notify_all()
            if self._waiting == min(self.at_once, self._left):
                # One too many would come now.
                self._changed.wait_for(lambda: self._busy > self.at_once, 0.05)
                self._left -= self._waiting
                self._waiting = 0
                self._group += 1
                self._changed.notify_all()
            assert self._changed.wait_for(lambda: self._group > group, 20)
            self._busy -= 1


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: CountingService

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- as it is called
        pass

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self._send({"access_token": "t", "expires_in": 3600, "token_type": "Bearer"})

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path.endswith("/components") and "bulk" not in path:
            if "includeDetails=true" in self.path:  # not the look at the first files
                self.server.wait_for_group()
            self._send(_components(path.split("/")[-2]))
        elif path == "/api/dossier-templates":
            self._send({"dossierTemplates": [{"id": TEMPLATE, "name": "T", "status": "ACTIVE"}]})
        elif path == _BELOW:
            self._send({"dossiers": [_RECORD]})
        elif path == f"{_BELOW}/{DOSSIER}/files":
            self._send({"files": [_status(f"f{n}") for n in range(self.server.files)]})
        else:
            self._send({"message": "none"}, 404)

    def _send(self, answer: object, status: int = 200) -> None:
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _components(file_id: str) -> dict[str, Any]:
    return {
        "dossierTemplateId": TEMPLATE,
        "dossierId": DOSSIER,
        "fileId": file_id,
        "filename": f"{file_id}.pdf",
        "components": {"Sex": ["male"]},
    }


def _status(file_id: str) -> dict[str, Any]:
    return {
        "id": file_id,
        "dossierId": DOSSIER,
        "dossierTemplateId": TEMPLATE,
        "filename": f"{file_id}.pdf",
        "processingStatus": "PROCESSED",
        "workflowStatus": "NEW",
        "numberOfAnalyses": 1,
        "added": _DATE,
        "lastProcessed": _DATE,
    }


@contextmanager
def counting(files: int, at_once: int) -> Iterator[CountingService]:
    """Run the service on a port of its own."""
    with CountingService(files, at_once) as service:
        thread = threading.Thread(target=service.serve_forever, daemon=True)
        thread.start()
        try:
            yield service
        finally:
            service.shutdown()
            thread.join()
