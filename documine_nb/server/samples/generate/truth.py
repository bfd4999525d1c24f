"""What a report states, written from the facts of its study: never from an extraction."""

from __future__ import annotations

from typing import Any

from documine_nb.server.samples.generate.facts import Study
from documine_nb.server.samples.generate.guidelines import normal_form

__all__ = ["truth_of"]


def truth_of(study: Study) -> dict[str, list[str]]:
    """Return the values of every component that the report of `study` states."""
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
        **{component: [text] for component, text in study.text.items()},
    }
    found.update({name: list(values) for name, values in study.stated_otherwise.items()})
    return {
        name: values for name, values in found.items() if values and name not in study.missing
    }


def _outcome(study: Study) -> dict[str, list[str]]:
    found: dict[str, Any] = {
        "GHS_Classification": study.ghs,
        "Mean_Erythema_Score": study.erythema,
        "Mean_Oedema_Score": study.oedema,
    }
    endpoint = "Conclusion_LC50_mg_per_L" if study.is_inhalation else "Conclusion_LD50_mg_per_kg"
    marker = "Conclusion_LC50_Greater_than" if study.is_inhalation else "Conclusion_LD50_Greater_than"
    found[endpoint] = study.estimate
    found[marker] = "Greater than" if study.censored else None
    if study.interval:
        found["Conclusion_Minimum_Confidence"], found["Conclusion_Maximum_Confidence"] = study.interval
    listed = {name: [value] for name, value in found.items() if value is not None}
    if study.groups:
        unit = "mg/L" if study.is_inhalation else "mg/kg bw"
        if not study.is_inhalation:
            listed["Doses_mg_per_kg_bw"] = [", ".join(study.doses)]
        listed["Dose_Mortality"] = [
            f"{dose} {unit}: {dead}/{treated}" for dose, dead, treated in study.mortality
        ]
    if study.is_inhalation:
        listed["Conducted_with_4_Hours_of_Exposure"] = ["Yes"]
    if study.indices:
        listed["Stimulation_Index"] = list(study.indices)
    return listed
