"""What a report states, written from the facts of its study: never from an extraction."""

from __future__ import annotations

from typing import Any

from documine_nb.server.samples.generate.facts import Study
from documine_nb.server.samples.generate.guidelines import normal_form
from documine_nb.server.samples.generate.layout import Layout
from documine_nb.server.samples.generate.methods import design
from documine_nb.server.samples.generate.passages import passages_of

__all__ = ["truth_of"]


def truth_of(study: Study, layout: Layout) -> dict[str, list[str]]:
    """Return the values of every component that the report of `study` states."""
    if study.expect_error:
        return {}
    said = passages_of(study, layout.dialect)
    joined = ("Mortality_Statement", "Clinical_Signs", "Body_Weight_Changes", "Study_Conclusion")
    found: dict[str, list[str]] = {
        "Study_Title": [study.title],
        "Performing_Laboratory": [study.laboratory.line],
        "Sponsor": [study.sponsor],
        "Report_Number": [study.report_number],
        "GLP_Study": ["Yes" if study.glp else "No"],
        "Test_Guidelines_1": [normal_form(*cited) for cited in study.guidelines],
        "Test_Guidelines_2": list(study.parallels),
        "Experimental_Starting_Date": [f"{study.start:%d/%m/%Y}"],
        "Experimental_Completion_Date": [f"{study.end:%d/%m/%Y}"],
        "Certificate_of_Analysis_Batch_Identification": list(study.batches),
        "Test_Item": [study.item],
        "Purity": [study.purity],
        "Vehicle": [study.vehicle],
        "Route": [study.route],
        "Species": [study.species],
        "Strain": [study.strain],
        "Sex": [study.sex],
        "Number_of_Animals": [str(study.animals)],
        **_outcome(study),
        **{component: [text] for component, text in said.items()},
        "Study_Design": [design(study, layout.dialect)],
        "Results_and_Conclusions": [" ".join(said[name] for name in joined)],
    }
    unstated = study.missing | layout.omits
    return {name: values for name, values in found.items() if any(values) and name not in unstated}


def _outcome(study: Study) -> dict[str, list[str]]:
    ending = "LC50" if study.is_inhalation else "LD50"
    unit = "mg_per_L" if study.is_inhalation else "mg_per_kg"
    low, high = study.interval or (None, None)
    found: dict[str, Any] = {
        f"Conclusion_{ending}_{unit}": study.estimate,
        f"Conclusion_{ending}_Greater_than": "Greater than" if study.censored else None,
        "Conclusion_Minimum_Confidence": low,
        "Conclusion_Maximum_Confidence": high,
        "GHS_Classification": study.ghs,
        "Conducted_with_4_Hours_of_Exposure": "Yes" if study.is_inhalation else None,
        "Stimulation_Index": ", ".join(study.indices) or None,
    }
    if study.kind == "skin":
        found["Mean_Erythema_Score"] = study.mean_score(0)
        found["Mean_Oedema_Score"] = study.mean_score(3)
    if study.groups and not study.is_inhalation:
        found["Doses_mg_per_kg_bw"] = ", ".join(f"{dose:g}" for dose in study.doses)
    listed = {name: [value] for name, value in found.items() if value is not None}
    if study.groups:
        listed["Dose_Mortality"] = [
            f"{dose:g} {study.unit}: {dead}/{treated}" for dose, dead, treated in study.mortality
        ]
    return listed
