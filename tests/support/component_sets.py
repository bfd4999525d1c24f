"""Component sets as a service may send them, for hypothesis: odd names, nulls, numbers, doubles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from documine_nb.server.reports import ReportFile, build_package

__all__ = ["AnswerJson", "answers", "package_of"]

AnswerJson = dict[str, Any]

_TYPICAL = (
    "Yes", "no", "21/02/2019", "2019-02-21", "Feb 2019", "5", "00123", "2.000", "2,000", "0,5",
    "1e3", "> 2000 mg/kg bw", "≤ 5 %", "1123 - 3129 mg/L", "5 ± 1 g", "2000", "n.d.", "", "  ",
    "Greater than", "Nº 423: Acute Oral (17/12/2001)", "=1+1", "_x0041_", "<r>x</r>", "a; b",
    "back\\u0041slash", "line\r\nend\ttab", "\x07bell", "\U0001f400",
    "Text of 3 characters in x.txt",
)  # fmt: skip
_NAMES = (
    "Conclusion_LD50_mg_per_kg", "Conclusion_LD50_Greater_than", "Report_Number", "Species",
    "Test_Guidelines_1", "GLP_Study", "Odd name (1)", "xml", "1st", "name", "größe", "a.b-c",
)  # fmt: skip

_any_text = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)
_texts = st.sampled_from(_TYPICAL) | _any_text
_numbers = st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False)
_values = st.one_of(_texts, _texts, _texts, _numbers, st.none())
_names = st.sampled_from(_NAMES) | st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8
)
# A workbook's cell joins the types and pages of all references of a value, by these marks.
_types = st.sampled_from(["species", "ld50_value", None])
_pages = st.none() | st.integers(1, 999)
_references = st.lists(
    st.fixed_dictionaries(
        {"id": st.just("e"), "type": _types, "entityRuleId": st.just("E.0.0"), "page": _pages}
    ),
    max_size=2,
)
_details = st.fixed_dictionaries(
    {
        "value": _values,
        "originalValue": _values,
        "valueDescription": st.none() | _texts,
        "componentRuleId": st.sampled_from(["LD50.0.0", None]),
        "entityReferences": _references,
    }
)
_components = st.fixed_dictionaries(
    {"overridden": st.booleans(), "componentValues": st.lists(_details, max_size=3)}
)
_files = st.dictionaries(_names, _components, max_size=5)
_filenames = st.sampled_from(["a.pdf", "Prüfbericht (größer).pdf", "same name.pdf"])


@st.composite
def answers(draw: st.DrawFn) -> list[AnswerJson]:
    """Return the answers of some files of one dossier, names of files doubled among them."""
    made = draw(st.lists(st.tuples(_filenames, _files), min_size=1, max_size=3))
    return [_answer(number, name, details) for number, (name, details) in enumerate(made)]


def _answer(number: int, filename: str, details: dict[str, dict[str, Any]]) -> AnswerJson:
    return {
        "dossierTemplateId": "t1",
        "dossierId": "d1",
        "fileId": f"f{number}",
        "filename": filename,
        "components": {
            name: [item["value"] for item in component["componentValues"]]
            for name, component in details.items()
        },
        "componentDetails": {
            name: {"name": name, **component} for name, component in details.items()
        },
    }


def package_of(folder: Path, made: list[AnswerJson]) -> Path:
    """Build the embedded server's result package of these answers."""
    original = folder / "original.pdf"
    original.write_bytes(b"%PDF-1.4\n")
    reports = [ReportFile(one["fileId"], one["filename"], original, one) for one in made]
    build_package(folder / "package.zip", reports, originals=False, reports=True)
    return folder / "package.zip"
