"""A server in a process of its own, as `served` starts it: settings as JSON in the arguments."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from documine_nb.server.hello import ServerInfo
from documine_nb.server.serving import serve
from documine_nb.server.settings import ServerSettings


def main() -> None:
    given: dict[str, Any] = json.loads(sys.argv[1])
    uds = given["options"].pop("uds", None)

    def announce(line: str) -> None:
        print(line, flush=True)

    def ready(info: ServerInfo) -> None:
        print(f"READY {info.address}", flush=True)

    serve(
        ServerSettings(Path(given["folder"]), **given["settings"]),
        uds=None if uds is None else Path(uds),
        announce=announce,
        ready=ready,
        **given["options"],
    )


if __name__ == "__main__":
    main()
