"""The worker process: one PDF after the other, JSON lines in, JSON lines out.

PDFium is not thread-safe and PDFs are hostile, so that reading them happens here: whatever goes
wrong ends this process at most, and :mod:`documine_nb.server.extraction.pool` starts another.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any, TextIO

from documine_nb.server.extraction.analyse import analyse_pdf
from documine_nb.server.extraction.limits import (
    MEMORY_CAUSE,
    limit_own_memory,
    limited_time,
)
from documine_nb.server.extraction.results import Analysis
from documine_nb.server.extraction.templates import load_template

__all__ = ["HOOK_VARIABLE", "main"]

# Tests make a worker misbehave by naming how in this variable: "<behaviour>:<part of a filename>".
HOOK_VARIABLE = "DOCUMINE_NB_WORKER_HOOK"


def main() -> int:
    """Serve requests until standard input ends."""
    limit_own_memory(int(sys.argv[1]) if len(sys.argv) > 1 else 1024)
    with _protected_output() as answers:
        for line in sys.stdin:
            request = json.loads(line)
            with limited_time(request["seconds"]):
                answer = _answer(request)
            answers.write(json.dumps(answer) + "\n")
            answers.flush()
    return 0


def _protected_output() -> TextIO:
    """Return the answers' stream; what else is printed, also by C code, goes to standard error."""
    private = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return private


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    path = Path(request["pdf"])
    try:
        _misbehave(path.name)
        rules = load_template(Path(request["template"]))
        return analyse_pdf(path, rules, request["attributes"]).to_json()
    except MemoryError:
        return Analysis.failed(MEMORY_CAUSE).to_json()
    except FileNotFoundError:
        return Analysis.failed("The file is no longer there: upload it again").to_json()
    except Exception as error:  # noqa: BLE001 - any failure is that file's, never the pool's
        cause = f"The file could not be analysed ({type(error).__name__}: {error})"
        return Analysis.failed(cause).to_json()


def _misbehave(name: str) -> None:
    behaviour, _, wanted = os.environ.get(HOOK_VARIABLE, "").partition(":")
    if not behaviour or wanted not in name:
        return
    if behaviour == "crash":
        os.abort()
    if behaviour == "print":
        print("a stray line")  # noqa: T201 - the hook's very point
    if behaviour == "memory":
        hoard = [bytearray(16 * 1024 * 1024) for _ in range(10_000)]
        hoard.clear()
    while behaviour == "endless":
        time.sleep(1)


if __name__ == "__main__":
    sys.exit(main())
