"""Uploads to the embedded server on a socket, beside a plain loop with requests.

Both send the same files of 1 MiB each from disk, over loopback TCP, into a dossier of their own,
and wait for each answer. Ours also lists the dossier before and after and compares what arrived;
the loop only looks at the status. Each is given an idle server: processing of what the first sent
is over before the other starts.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import requests
from peak import MIB

import documine_nb as dm

COUNT = max(4, min(40, int(os.environ.get("DOCUMINE_BENCH_FILES", "2000")) // 50))
PAGE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
    b"/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n"
    b"4 0 obj<</Length 44>>stream\n"
    b"BT /F 12 Tf 72 700 Td (Benchmark page) Tj ET   \nendstream endobj\n"
)


def write_files(folder: Path) -> list[Path]:
    """Write PDFs of 1 MiB, most of it a stream that no page uses, so that sending is the work."""
    paths = []
    for number in range(COUNT):
        filler = random.Random(number).randbytes(MIB - len(PAGE) - 100)
        ballast = b"5 0 obj<</Length %d>>stream\n%s\nendstream endobj\n" % (len(filler), filler)
        end = b"trailer<</Root 1 0 R/Size 6>>\n%%EOF\n"
        path = folder / f"file {number:03}.pdf"
        path.write_bytes(PAGE + ballast + end)
        paths.append(path)
    return paths


def serve(folder: Path) -> None:
    """Serve until the parent process is gone."""
    from documine_nb.server.serving import serve as serve_folder  # noqa: PLC0415 -- child only
    from documine_nb.server.settings import ServerSettings  # noqa: PLC0415 -- child only

    serve_folder(
        ServerSettings(folder),
        announce=lambda _: None,
        ready=lambda info: print(info.address, flush=True),
        exit_with_parent=True,
    )


def connected(address: str, folder: Path) -> tuple[dm.Session, dict[str, Any]]:
    """Return a session, and the sign-in for a plain client."""
    credentials = json.loads((folder / "credentials.json").read_text())
    names = ("workspace", "client_id", "username", "password")
    sign_in = {name: credentials[name] for name in names}
    session = dm.connect(address, flow="password", quiet=True, **sign_in)
    return session, sign_in


def signed_in(address: str, sign_in: dict[str, Any]) -> requests.Session:
    """Return a plain client with a token."""
    client = requests.Session()
    answer = client.post(
        f"{address}/auth/realms/{sign_in['workspace']}/protocol/openid-connect/token",
        data={"grant_type": "password", "scope": "openid"} | sign_in,
        timeout=30,
    )
    answer.raise_for_status()
    client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
    client.headers["X-TENANT-ID"] = sign_in["workspace"]
    return client


def timed(work: Callable[[], object]) -> float:
    """Return how long a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure(address: str, data: Path, paths: list[Path]) -> dict[str, float]:
    """Return the figures."""
    session, sign_in = connected(address, data)
    with session, signed_in(address, sign_in) as client:
        ours, theirs, warm = (
            session.dossiers.create(name, template="Generic report")
            for name in ("ours", "theirs", "warm")
        )
        warm.upload(paths[:1], progress=False)
        warm.wait(progress=False)
        url = f"{address}/api/dossier-templates/{theirs.template_id}/dossiers/{theirs.id}/files"

        def loop() -> None:
            for path in paths:
                with path.open("rb") as file:
                    sent = client.post(
                        url, files={"file": (path.name, file, "application/pdf")}, timeout=60
                    )
                sent.raise_for_status()

        seconds = timed(lambda: ours.upload(paths, progress=False).raise_for_failures())
        ours.wait(progress=False)
        requests_seconds = timed(loop)
        theirs.wait(progress=False)
        assert len(ours.files.list()) == len(theirs.files.list()) == len(paths)
    return {
        "seconds": seconds,
        "requests_seconds": requests_seconds,
        "mib_a_second": len(paths) * paths[0].stat().st_size / MIB / seconds,
    }


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder, "data")
        paths = write_files(Path(folder))
        server = subprocess.Popen(
            [sys.executable, __file__, "serve", str(data)], stdout=subprocess.PIPE, text=True
        )
        assert server.stdout is not None
        try:
            figures = measure(server.stdout.readline().strip(), data, paths)
        finally:
            server.terminate()
            server.wait()
    print(json.dumps(figures))


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        serve(Path(sys.argv[2]))
    else:
        main()
