"""What a study is about: by guidelines of any authority, however they are written, and animals."""

from __future__ import annotations

import time
from pathlib import Path

import pandas as pd
import pytest
from support.components import Values, files

from documine_nb.frames import ComponentResult
from documine_nb.frames.endpoints.guidelines import read_guidelines

LD50 = "Conclusion_LD50_mg_per_kg"
GUIDELINE = "Test_Guidelines_1"


def row(values: Values) -> pd.Series:
    frame = ComponentResult(files(values)).endpoints()
    return frame.astype(object).replace(pd.NA, None).iloc[0]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("OECD 402 and 404", ["402", "404"]),
        ("OECD TG 423/425", ["423", "425"]),
        ("OECD 402, 404 & 405", ["402", "404", "405"]),
        ("OECD 404; 405", ["404", "405"]),
        ("OECD 404 or OECD 405", ["404", "405"]),
        ("OECD 423 OECD 425", ["423", "425"]),
        ("OECD TG 402 (2017) und 404 (2015)", ["402", "404"]),
        ("OECD guideline 402 (1987); guideline 404 (1981)", ["402", "404"]),
        ("Nº 429: Skin Sensitisation; Nº 442B: LLNA", ["429", "442B"]),
        ("OECD Guideline for Testing of Chemicals, Section 4, No. 423 (2001)", ["423"]),
        ("In accordance with OECD TG 425 (2008)", ["425"]),
        ("Acute Oral Toxicity - Acute Toxic Class Method (OECD 423)", ["423"]),
        ("OECD 423 + EC B.1", ["423", "EC B.1"]),
        ("OECD 423 · EC 440/2008 B.3", ["423", "EC B.3"]),
        ("OECD 423 sowie EU B.1 tris", ["423", "EC B.1 tris"]),
        ("Method B.4 of Regulation (EC) No 440/2008", ["EC B.4"]),
        ("OECD 423, 870.1100", ["423", "EPA 870.1100"]),
        ("870.1100", ["EPA 870.1100"]),
        ("Not in accordance with OECD 423", []),
        ("Directive 92/69/EEC, B.1", ["EC B.1"]),
    ],
)
def test_all_guidelines_are_read_however_they_are_listed(text: str, names: list[str]) -> None:
    assert [cited.name for cited in read_guidelines(text) if cited.number] == names


@pytest.mark.parametrize(
    "words", ["test guidelines for the testing of chemicals ", "TG test guidelines ", "No. ; "]
)
def test_words_that_repeat_are_read_in_one_pass(words: str) -> None:
    start = time.process_time()
    read_guidelines(words * 60)

    assert time.process_time() - start < 1  # it took longer than anybody waits


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("OECD 405, 2017", "newest"),
        ("OECD 405 2012-10-02", "outdated"),
        ("OECD 405 from 2002", "outdated"),
        ("OECD 404 (adopted 24 April 2002, corrected 28 July 2015)", "newest"),
        ("OECD 404 (1981, 2002)", "outdated"),
    ],
)
def test_a_version_is_read_wherever_it_stands(text: str, status: str) -> None:
    assert row({GUIDELINE: [text]})["guideline_status"] == status


@pytest.mark.parametrize(
    ("cited", "area"),
    [("OPPTS 870.1100", "oral"), ("OCSPP 870.1200", "dermal"), ("EC 440/2008 B.1 tris", "oral")],
)
def test_guidelines_of_other_authorities_say_what_a_study_is_about(cited: str, area: str) -> None:
    assert row({"Test_Guidelines_2": [cited], LD50: ["150"]})["area"] == area


def test_a_guideline_of_another_authority_that_contradicts_the_route_is_a_conflict() -> None:
    values = {"Test_Guidelines_2": ["OPPTS 870.1100"], "Route": ["dermal"]}
    (conflict,) = ComponentResult(files(values)).quality().conflicts

    assert conflict.reason == "'dermal', and guideline EPA 870.1100 is for oral"


def test_an_ecotoxicological_guideline_of_another_authority_has_no_category() -> None:
    found = row({GUIDELINE: ["EPA OPPTS 850.1075"], "LC50": ["3 mg/L"]})

    assert (found["ghs"], found["ghs_rule"]) == (None, "guideline EPA 850.1075 is not in the table")


@pytest.mark.parametrize("component", ["LC50", LD50])
@pytest.mark.parametrize("species", ["Oncorhynchus mykiss", "Bobwhite quail", "Apis mellifera"])
def test_other_animals_have_no_category_of_mammals(species: str, component: str) -> None:
    found = row({"Species": [species], "Route": ["oral"], component: ["3"]})

    assert found[["ghs", "clp", "epa"]].tolist() == [None, None, None]
    assert found["ghs_rule"] == f"{species!r} is no mammal that the table knows"


@pytest.mark.parametrize("species", ["Rattus norvegicus", "Wistar rats", "Mäuse", "beagle dog"])
def test_a_mammal_is_one_in_other_words_too(species: str) -> None:
    assert row({"Species": [species], "Route": ["oral"], LD50: ["3"]})["ghs"] == "Category 1"


@pytest.mark.parametrize("species", ["Rattus norvegicus", "Mus musculus", "Wistar", "Crl:CD-1"])
def test_a_latin_name_or_a_strain_is_no_other_species(species: str) -> None:
    values = {GUIDELINE: ["OECD 425"], "Species": [species]}

    assert ComponentResult(files(values)).quality().conflicts == ()


@pytest.mark.parametrize(
    ("route", "area"),
    [("perkutan", "dermal"), ("dérmica", "dermal"), ("Schlundsonde", "oral"), ("p.o.", "oral")],
)
def test_a_route_in_another_language_is_understood(route: str, area: str) -> None:
    assert row({"Route": [route], LD50: ["3"]})["area"] == area


def test_a_users_table_knows_further_animals_and_guidelines(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('[species]\nferret = ["Mustela"]\n[parallel]\n"EC B.99" = "dermal"\n', "utf-8")
    result = ComponentResult(
        files(
            {"Species": ["Mustela furo"], "Route": ["oral"], LD50: ["3"]},
            {GUIDELINE: ["EC B.99"], LD50: ["3"]},
        )
    )

    assert result.endpoints(table=path)["area"].tolist() == ["oral", "dermal"]
