"""A real Keycloak: fetched once, built once, started on free ports with realms from files.

Run as a script it fetches and builds, so that ``make test`` does the slow part where it can be
seen. What is built is kept under ``build/`` by version.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

VERSION = "26.7.3"
ROOT = Path(__file__).parents[2]
HOME = ROOT / "build" / f"keycloak-{VERSION}"
REALMS = ROOT / "tests" / "keycloak" / "realms"
ADMIN = ("documine-admin", "an-administrators-Password-7")
PATIENCE = 240


@dataclass(frozen=True)
class Keycloak:
    """A running Keycloak."""

    base_url: str
    log: Path

    def realm(self, name: str) -> str:
        return f"{self.base_url}/auth/realms/{name}"


def is_at_hand() -> bool:
    """Say whether this machine can run it: Java, and Maven where it is not built yet."""
    return bool(shutil.which("java") and ((HOME / "built").exists() or shutil.which("mvn")))


def ensure() -> Path:
    """Fetch and build Keycloak unless that was done, and return its folder."""
    if (HOME / "built").exists():
        return HOME
    shutil.rmtree(HOME, ignore_errors=True)
    HOME.parent.mkdir(exist_ok=True)
    artifact = f"org.keycloak:keycloak-quarkus-dist:{VERSION}:zip"
    fetch = ["mvn", "-q", "-B", "dependency:copy", f"-Dartifact={artifact}"]
    subprocess.run([*fetch, f"-DoutputDirectory={HOME.parent}"], check=True)
    archive = HOME.parent / f"keycloak-quarkus-dist-{VERSION}.zip"
    with zipfile.ZipFile(archive) as content:
        content.extractall(HOME.parent)
    archive.unlink()
    script = HOME / "bin" / "kc.sh"
    script.chmod(0o755)
    build = [str(script), "build", "--db=dev-mem", "--http-relative-path=/auth"]
    subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
    (HOME / "built").touch()
    return HOME


@contextmanager
def running(folder: Path) -> Iterator[Keycloak]:
    """Start Keycloak with all realms of ``tests/keycloak/realms``; its log goes to `folder`."""
    home = ensure()
    port, management = _free_port(), _free_port()
    imported = home / "data" / "import"
    imported.mkdir(parents=True, exist_ok=True)
    for realm in REALMS.glob("*-realm.json"):
        shutil.copy(realm, imported)
    command = [
        str(home / "bin" / "kc.sh"),
        "start",
        "--optimized",
        "--http-enabled=true",
        "--hostname-strict=false",
        "--http-host=127.0.0.1",
        f"--http-port={port}",
        f"--http-management-port={management}",
        "--cache=local",
        "--import-realm",
    ]
    environment = {
        **os.environ,
        "KC_BOOTSTRAP_ADMIN_USERNAME": ADMIN[0],
        "KC_BOOTSTRAP_ADMIN_PASSWORD": ADMIN[1],
        # It lives for a minute: what is compiled well only pays later.
        "JAVA_OPTS_APPEND": "-XX:TieredStopAtLevel=1",
    }
    log = folder / "keycloak.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,
        )
        try:
            base_url = f"http://127.0.0.1:{port}"
            _wait(f"{base_url}/auth/realms/master", process, log)
            yield Keycloak(base_url, log)
        finally:
            with suppress(ProcessLookupError):  # one that did not start is gone already
                os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=30)


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own loopback
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.3)
    raise RuntimeError(f"Keycloak did not start:\n{log.read_text()[-3000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    if is_at_hand():
        print(f"Keycloak {VERSION} is in {ensure()}")
    elif "CI" in os.environ:
        sys.exit("Keycloak needs Java and Maven: continuous integration must have both.")
    else:
        print("Keycloak needs Java and Maven: the tests with a real Keycloak are left out.")
