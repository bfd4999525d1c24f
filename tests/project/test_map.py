"""CONTRIBUTING's map and the tree are the same."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
MAP = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## How we work")[0]


def test_every_room_is_on_the_map() -> None:
    rooms = [
        f"{path.name}/" if path.is_dir() else path.name
        for path in (ROOT / "documine_nb").iterdir()
        if not path.name.startswith((".", "__pycache__", "py.typed"))
    ]

    assert [room for room in rooms if room not in MAP] == []


def test_the_map_names_nothing_that_is_not_there() -> None:
    rows = [line for line in MAP.splitlines() if line.startswith("| `")]
    names = {name for row in rows for name in re.findall(r"`([\w/]+(?:/|\.py))`", row)}

    def is_there(name: str) -> bool:
        return (ROOT / name).exists() or any((ROOT / "documine_nb").glob(f"**/{name.rstrip('/')}"))

    gone = [name for name in names if not is_there(name) and not (ROOT / "tests" / name).exists()]

    assert "scale/" in names
    assert gone == []
