"""A service fast enough not to be what is measured: answers are made before they are asked for.

It speaks just the calls that loading components needs, on a bare asyncio protocol, in a process of
its own. Run as ``python stub_service.py FILES FOLDER``; it prints four ports: one answers at once,
one after 20 ms, one after 80 ms, one at once over TLS, and the path of the authority to trust for
it, which it writes into the folder. Components come without details where the query says so. Of one
dossier, every 50th call for components is refused with 429 and ``Retry-After: 1``.

``GET /hurry`` makes a port answer at once until ``GET /touch``, which gives another time of
processing to every 100th file of the dossier without bulk: so that a cache is filled in no time.
"""

from __future__ import annotations

import asyncio
import json
import random
import ssl
import sys
from pathlib import Path
from typing import cast

import trustme

COMPONENTS = 60
TEMPLATE = "bench-template"
DOSSIER, DOSSIER_WITHOUT_BULK = "bench-dossier", "bench-dossier-without-bulk"
HASTY = "bench-dossier-hasty"
LATENCIES = (0.0, 0.02, 0.08)
_DISTINCT = 10_000
_REFUSED, _TOUCHED = 50, 100
_WORDS = [
    "no",
    "mortality",
    "occurred",
    "in",
    "the",
    "study",
    "dose",
    "level",
    "group",
    "animals",
    "observed",
    "normal",
    "signs",
]
_DATE = "2026-01-01T00:00:00Z"


def file_components(number: int) -> dict[str, object]:
    """Return the components of one synthetic file with their details: about 20 kB as JSON."""
    random_ = random.Random(number)
    values: dict[str, list[str]] = {}
    for index in range(COMPONENTS):
        if random_.random() < 0.36:  # 64 % of the components are present
            continue
        if index % 6 == 0:
            texts = [f"{random_.randint(1, 28):02}/{random_.randint(1, 12):02}/2019"]
        elif index % 6 == 1:
            texts = [str(random_.randint(1, 5000))]
        else:
            several = 3 if index % 20 == 2 else 1  # some hold several values
            texts = [" ".join(random_.choices(_WORDS, k=5)) for _ in range(several)]
        values[f"Component_{index:02}"] = texts
    name_of_file = identity(number)
    details = {
        name: {
            "name": name,
            "overridden": False,
            "componentValues": [
                {
                    "value": text,
                    "originalValue": text,
                    "valueDescription": f"Values of type '{name.lower()}', joined with ', '",
                    "componentRuleId": "Bench.0.0",
                    "entityReferences": [
                        {"id": f"e{number}-{name}-{place}", "type": name.lower()}
                        | {"entityRuleId": "DOC.1.0", "page": place + 1}
                    ],
                }
                for place, text in enumerate(texts)
            ],
        }
        for name, texts in values.items()
    }
    return {
        "dossierTemplateId": TEMPLATE,
        "dossierId": DOSSIER,
        "fileId": name_of_file,
        "filename": f"{name_of_file}.pdf",
        "components": values,
        "componentDetails": details,
    }


def identity(number: int) -> str:
    """Return a file's id."""
    return f"file-{number:05}"


def body_of(number: int, *, details: bool = True) -> bytes:
    """Return the answer for one file, as the stub sends it."""
    whole = file_components(number)
    if not details:
        del whole["componentDetails"]
    return json.dumps(whole).encode()


def _rest(number: int, *, details: bool) -> bytes:
    whole = file_components(number)
    names = ("components", "componentDetails") if details else ("components",)
    return json.dumps({name: whole[name] for name in names}).encode()[1:]


def files_path(dossier: str) -> str:
    """Return the path of a dossier's files."""
    return f"/api/dossier-templates/{TEMPLATE}/dossiers/{dossier}/files"


def _fixed_answers(count: int) -> dict[str, bytes]:
    template = {"id": TEMPLATE, "name": "Bench", "status": "ACTIVE"}
    dossiers = [
        {"id": key, "dossierTemplateId": TEMPLATE, "name": key, "ownerId": "u"}
        for key in (DOSSIER, DOSSIER_WITHOUT_BULK, HASTY)
    ]
    token = {"access_token": "an-access-token", "expires_in": 3600, "token_type": "Bearer"}
    below = f"/api/dossier-templates/{TEMPLATE}/dossiers"
    table: dict[str, object] = {
        "/auth/realms/bench/protocol/openid-connect/token": token,
        "/api/dossier-templates": {"dossierTemplates": [template]},
        f"/api/dossier-templates/{TEMPLATE}": template,
        below: {"dossiers": dossiers},
    }
    for dossier in dossiers:
        here = f"{below}/{dossier['id']}"
        table[here] = dossier
        table[f"{here}/files"] = {
            "files": [_status(number, dossier["id"]) for number in range(count)]
        }
    touched = [_status(number, DOSSIER_WITHOUT_BULK) for number in range(count)]
    for one in touched[::_TOUCHED]:
        one["lastProcessed"] = "2026-02-02T00:00:00Z"
    table["/touch"] = {"files": touched}
    table["/hurry"] = {}
    return {path: _response(200, answer) for path, answer in table.items()}


def _status(number: int, dossier: str) -> dict[str, object]:
    name = identity(number)
    flags = ("excluded", "excludedFromAutomaticAnalysis", "hasRedactions", "hasHints")
    flags += ("hasUpdates", "hasSuggestions", "hasAnnotationComments")
    unset = ["lastOCRTime", "assignee", "lastReviewer", "lastApprover"]
    unset += ["approvalDate", "fileErrorInfo", "softDeletedTime"]
    counts = ("numberOfAnalyses", "analysisVersion", "rulesVersion", "dictionaryVersion")
    times = ("added", "lastUploaded", "lastUpdated", "lastProcessed")
    return (
        {"id": name, "dossierId": dossier, "dossierTemplateId": TEMPLATE}
        | {"filename": f"{name}.pdf", "processingStatus": "PROCESSED", "workflowStatus": "NEW"}
        | {"numberOfPages": 9, "fileSize": 100_000, "uploader": "u", "excludedPages": []}
        | {"fileAttributes": {"attributeIdToValue": {}}}
        | dict.fromkeys(flags, False)
        | dict.fromkeys(unset)
        | dict.fromkeys(counts, 1)
        | dict.fromkeys(times, _DATE)
    )


def _response(status: int, answer: object) -> bytes:
    body = json.dumps(answer).encode()
    return _head(len(body), status) + body


def _head(length: int, status: int = 200) -> bytes:
    head = f"HTTP/1.1 {status} -\r\nContent-Type: application/json\r\nContent-Length: {length}"
    return head.encode() + b"\r\n\r\n"


_NOT_FOUND = _response(404, {"timestamp": _DATE, "message": "not in the stub"})
_TOO_MANY = _response(429, {"message": "too many"}).replace(b"\r\n", b"\r\nRetry-After: 1\r\n", 1)


class _Service:
    """The answers, and what changes them."""

    def __init__(self, count: int) -> None:
        self._answers = _fixed_answers(count)
        self._asked = 0
        # Of a file's answer only the ids are its own; more files than these are as these are.
        numbers = range(min(count, _DISTINCT))
        self._rests = {
            details: [_rest(number, details=details) for number in numbers]
            for details in (True, False)
        }
        for details in (True, False) if count <= _DISTINCT else ():
            files = b", ".join(self._file(number, DOSSIER, details) for number in range(count))
            body = b'{"files": [' + files + b"]}"
            self._answers[_bulk(details)] = _head(len(body)) + body

    def _file(self, number: int, dossier: str, details: bool) -> bytes:  # noqa: FBT001 -- hot
        name = identity(number)
        start = (
            f'{{"dossierTemplateId": "{TEMPLATE}", "dossierId": "{dossier}", '
            f'"fileId": "{name}", "filename": "{name}.pdf", '
        )
        rests = self._rests[details]
        return start.encode() + rests[number % len(rests)]

    def answer(self, target: str) -> bytes:
        path, _, query = target.partition("?")
        details = "includeDetails=false" not in query
        if path.endswith("/bulk/components"):
            has_bulk = path.split("/")[5] == DOSSIER
            return self._answers.get(_bulk(details), _NOT_FOUND) if has_bulk else _NOT_FOUND
        if path.endswith("/components"):
            dossier, _, file_id, _ = path.split("/")[5:9]
            if dossier == HASTY:
                self._asked += 1
                if self._asked % _REFUSED == 0:
                    return _TOO_MANY
            body = self._file(int(file_id.rpartition("-")[2]), dossier, details)
            return _head(len(body)) + body
        if path == "/touch":
            listed = files_path(DOSSIER_WITHOUT_BULK)
            self._answers[listed], self._answers[path] = self._answers[path], self._answers[listed]
        return self._answers.get(path, _NOT_FOUND)


def _bulk(details: bool) -> str:  # noqa: FBT001 -- the key of two answers
    return f"bulk components, details {details}"


class _Pace:
    """How long a port waits before it answers."""

    def __init__(self, usual: float) -> None:
        self._usual = self.latency = usual

    def changes(self, path: str) -> None:
        if path in {"/hurry", "/touch"}:
            self.latency = 0.0 if path == "/hurry" else self._usual


class _Protocol(asyncio.Protocol):
    def __init__(self, service: _Service, pace: _Pace) -> None:
        self._service = service
        self._pace = pace
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while True:
            head, found, rest = self._buffer.partition(b"\r\n\r\n")
            if not found:
                return
            length = 0
            for line in head.split(b"\r\n")[1:]:
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            if len(rest) < length:
                return
            self._buffer = rest[length:]
            self._answer(head.split(b" ", 2)[1].decode())

    def _answer(self, target: str) -> None:
        answer = self._service.answer(target)
        self._pace.changes(target)
        if latency := self._pace.latency:
            asyncio.get_running_loop().call_later(latency, self._transport.write, answer)
        else:
            self._transport.write(answer)


def _certified(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """Return what a server on this machine needs, and the authority to trust for it."""
    authority, bundle = trustme.CA(), folder / "authority.pem"
    authority.cert_pem.write_to_path(str(bundle))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context, bundle


async def main(count: int, folder: Path) -> None:
    """Serve `count` files until the process is ended."""
    service = _Service(count)
    tls, bundle = _certified(folder)
    loop = asyncio.get_running_loop()
    servers = [
        await loop.create_server(
            lambda pace=pace: _Protocol(service, pace), "127.0.0.1", 0, ssl=context
        )
        for pace, context in (*((_Pace(wait), None) for wait in LATENCIES), (_Pace(0.0), tls))
    ]
    ports = [server.sockets[0].getsockname()[1] for server in servers]
    print(*ports, bundle, flush=True)
    await asyncio.gather(*(server.serve_forever() for server in servers))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2])))
