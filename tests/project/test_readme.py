"""README says nothing that is not so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support.readme import settings_table

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()


def test_its_python_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    names: dict[str, object] = {}

    for block in blocks:
        exec(compile(block, "README.md", "exec"), names)  # noqa: S102 - the README is ours

    session = names["session"]
    session.close()  # type: ignore[attr-defined]
    assert len(blocks) == 3
    assert len(names["df"]) > 0  # type: ignore[arg-type]
    assert list((tmp_path / "results").glob("*.zip"))


def test_its_table_of_settings_is_the_one_in_the_code() -> None:
    assert settings_table() in README, "write it anew: python tests/support/readme.py"


def test_its_links_and_pictures_exist() -> None:
    targets = re.findall(r"\]\((?!http|#)([^)]+)\)", README)

    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []
