"""One entity rule, in template files written for the test, on a tiny PDF."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from support.pdfs import flowing

from documine_nb.server.extraction.analyse import analyse_pdf
from documine_nb.server.extraction.templates import load_template

HEAD = """
id = "a"
name = "Test"
description = "For a test"
guideline_attribute = "OECD Number"
guideline_entity = "guideline"
page_zones = ["qa"]
[zones]
qa = 'quality assurance'
results = '^results'
"""
Values = list[tuple[str, int]]


def found(
    tmp_path: Path,
    entity: str,
    *story: object,
    rule: str = "take = 'unique'",
    attributes: Mapping[str, str] | None = None,
    **page: str,
) -> Values:
    """Return values and first pages that one entity rule finds in a PDF of these flowables."""
    pdf = flowing(tmp_path / "a.pdf", *story, **page)
    return found_in(tmp_path, entity, pdf, rule=rule, attributes=attributes)


def found_in(
    tmp_path: Path,
    entity: str,
    pdf: Path,
    *,
    rule: str = "take = 'unique'",
    attributes: Mapping[str, str] | None = None,
) -> Values:
    """Return values and first pages that one entity rule finds in a PDF."""
    folder = tmp_path / "template"
    folder.mkdir()
    (folder / "template.toml").write_text(HEAD, encoding="utf-8")
    (folder / "entities.toml").write_text(
        f'[[entity]]\nid = "T.0.0"\ntype = "thing"\n{entity}\n', encoding="utf-8"
    )
    (folder / "components.toml").write_text(
        '[[component]]\nname = "Thing"\n[[component.rule]]\nid = "Thing.0.0"\n'
        f'description = "d"\nentities = ["thing"]\n{rule}\n',
        encoding="utf-8",
    )
    analysis = analyse_pdf(pdf, load_template(folder), attributes or {})
    assert analysis.error is None
    return [(value.value, value.entities[0].page) for value in analysis.components[0].values]
