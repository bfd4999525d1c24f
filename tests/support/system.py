"""Bring what the tests need from outside Python: a browser, and PDFs that nobody here wrote.

Run as a script by ``make test``. Where the distribution's package manager can be used, its packages
are installed; elsewhere the browser is Playwright's own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

FOREIGN_PDF_PACKAGE = "r-doc-pdf"
FOREIGN_PDF_FOLDER = Path("/usr/share/R/doc/manual")


def chromium() -> str | None:
    """Return the path of the system's Chromium, or None."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    return None


def foreign_pdfs() -> list[Path]:
    """Return PDFs on this machine that are not this project's, largest first."""
    found = list(FOREIGN_PDF_FOLDER.glob("*.pdf"))
    return sorted(found, key=lambda path: path.stat().st_size, reverse=True)


def _apt_install(*packages: str) -> bool:
    apt = shutil.which("apt-get")
    if apt is None:
        return False
    as_root = [] if os.geteuid() == 0 else [shutil.which("sudo") or "sudo", "-n"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        subprocess.run([*as_root, apt, "-qq", "update"], check=True, env=environment)
        install = [*as_root, apt, "-qq", "-y", "--no-install-recommends", "install", *packages]
        subprocess.run(install, check=True, env=environment, stdout=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"apt could not install {', '.join(packages)}: {error}", file=sys.stderr)
        return False
    return True


def main() -> int:
    missing = []
    if chromium() is None:
        missing.append("chromium")
    if not foreign_pdfs():
        missing.append(FOREIGN_PDF_PACKAGE)
    if missing:
        _apt_install(*missing)
    if chromium() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)
    if not foreign_pdfs():
        print(
            f"No PDFs from outside were found: install the package {FOREIGN_PDF_PACKAGE} (Debian, "
            f"Ubuntu). The tests of real input fail without them.",
            file=sys.stderr,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
