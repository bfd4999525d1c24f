"""Draw every sample report anew: ``python -m documine_nb.server.samples.generate FOLDER``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from documine_nb.server.samples.generate.drawing import drawn_reports


def main(folder: Path) -> None:
    """Write the reports and their truth below `folder`."""
    reports = folder / "reports"
    reports.mkdir(parents=True, exist_ok=True)
    for old in reports.glob("*.pdf"):
        old.unlink()
    entries = []
    for drawn in drawn_reports():
        (reports / drawn.entry["filename"]).write_bytes(drawn.content)
        entries.append(drawn.entry)
    text = json.dumps({"reports": entries}, ensure_ascii=False, indent=1)
    (folder / "truth.json").write_text(text + "\n", encoding="utf-8")
    pages = sum(entry["pages"] for entry in entries)
    sys.stdout.write(f"{len(entries)} reports, {pages} pages\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
