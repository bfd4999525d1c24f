"""Acute oral studies: fixed dose (420), toxic classes (423), up and down (425)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from documine_nb.server.samples.generate.facts import Group, Study
from documine_nb.server.samples.generate.people import LABORATORIES, SPONSORS

__all__ = ["STUDIES"]

_EPA, _BIS, _TRIS = "OPPTS 870.1100", "EC 440/2008 B.1bis", "EC 440/2008 B.1tris"
_WISTAR, _HAN, _SD = "Wistar", "Crl:WI (Han)", "Crl:CD(SD) Sprague-Dawley"


def _oral(key: str, laboratory: str, sponsor: str, start: date, **facts: Any) -> Study:
    groups: tuple[Group, ...] = facts.pop("groups")
    number: int = facts.pop("number")
    versions = {420: date(2001, 12, 17), 423: date(2001, 12, 17)}
    version = facts.pop("version", versions.get(number))
    step_days = {420: 2, 423: 3, 425: 2}[number]
    days = step_days * (len(groups) - 1) + 14
    settings: dict[str, Any] = {
        "dossier": "Acute oral",
        "kind": "oral",
        "guidelines": ((number, version),),
        "parallels": (_EPA,),
        "route": "oral",
        "route_stated": "oral, by gavage",
        "vehicle": "0.5 % aqueous carboxymethylcellulose",
        "species": "rat",
        "strain": _HAN,
        "sex": "female",
        "animals": sum(group.animals for group in groups),
        "end": start + timedelta(days=days),
        "issued": start + timedelta(days=days + 74),
        "expiry": start + timedelta(days=500),
        "ghs": "Not classified",
        "step_days": step_days,
        "appearance": "Off-white powder",
    }
    settings.update(facts)
    return Study(
        key=key,
        laboratory=LABORATORIES[laboratory],
        sponsor=SPONSORS[sponsor],
        start=start,
        groups=groups,
        **settings,
    )


_LIMIT_425 = (Group(2000, 1),) * 5
_UP = (Group(175, 1), Group(550, 1), *(Group(2000, 1),) * 3)
_REVERSED = (
    Group(175, 1),
    Group(550, 1),
    Group(2000, 1, 1),
    Group(550, 1),
    Group(2000, 1, 1),
    Group(550, 1),
    Group(2000, 1, 1),
)
_LOW = (
    Group(175, 1),
    Group(550, 1, 1, died_on=1),
    Group(175, 1),
    Group(550, 1, 1, died_on=1),
    Group(175, 1),
    Group(550, 1, 1, died_on=1),
)

STUDIES = (
    _oral(
        "o1",
        "harrowdale",
        "agrivane",
        date(2014, 3, 10),
        layout="visible_classic",
        number=423,
        filename="HBL 14-0312 acute oral rat 423.pdf",
        title=(
            "Vellaprid Technical - Acute Oral Toxicity Study in the Rat (Acute Toxic Class Method)"
        ),
        report_number="HBL/14/0312-R1",
        study_number="AOT-4471",
        director="Dr Alison Penhale",
        item="Vellaprid Technical",
        purity="98.4 %",
        batches=("VLP-TC-1307",),
        parallels=(_EPA, _TRIS),
        groups=(Group(300, 3), Group(300, 3), Group(2000, 3), Group(2000, 3)),
        estimate="2000",
        censored=True,
        signs=("ruffled fur", "hunched posture"),
        sign_days=1,
    ),
    _oral(
        "o2",
        "harrowdale",
        "agrivane",
        date(2019, 2, 21),
        layout="visible_classic",
        number=425,
        version=date(2008, 10, 3),
        filename="HBL 19-0087 final report.pdf",
        title="Dorethrin 100 EC - Acute Oral Toxicity Study in the Rat (Up-and-Down Procedure)",
        report_number="HBL/19/0087-R1",
        study_number="AOT-6120",
        director="Dr Alison Penhale",
        item="Dorethrin 100 EC",
        appearance="Clear yellow liquid",
        purity="10.2 % (w/w) dorethrin",
        batches=("DOR100-18-044",),
        vehicle="corn oil",
        groups=_REVERSED,
        estimate="1049",
        interval=("550", "2000"),
        ghs="Category 4",
        signs=("ataxia", "sedation", "hunched posture"),
        sign_days=3,
        necropsy="dark red discolouration of the lungs",
    ),
    _oral(
        "o3",
        "tallgrass",
        "silverbirch",
        date(2011, 6, 6),
        layout="visible_tabular",
        number=425,
        version=date(2008, 10, 3),
        filename="TTL_11-3345_AOT_UDP.pdf",
        title="Kestrazole 480 SC: Acute Oral Toxicity in the Female Rat, Up-and-Down Procedure",
        report_number="TTL-11-3345",
        study_number="P-2011-118",
        director="Wayne Orsted",
        item="Kestrazole 480 SC",
        appearance="White opaque suspension",
        purity="41.3 % (w/w) kestrazole",
        batches=("KZ480-0411-A",),
        vehicle="distilled water",
        strain=_SD,
        groups=_UP,
        estimate="2000",
        censored=True,
    ),
    _oral(
        "o4",
        "tallgrass",
        "silverbirch",
        date(2016, 9, 12),
        layout="visible_tabular",
        number=420,
        filename="TTL_16-7002_oral_FDP_amended.pdf",
        title="Norvetan Technical: Acute Oral Toxicity Study in Rats - Fixed Dose Procedure",
        report_number="TTL-16-7002",
        study_number="P-2016-077",
        director="Wayne Orsted",
        item="Norvetan Technical",
        purity="96.7 %",
        batches=("NVT-160418",),
        parallels=(_EPA, _BIS),
        strain=_SD,
        groups=(Group(300, 1), Group(2000, 1), Group(2000, 4)),
        estimate="2000",
        censored=True,
        signs=("ruffled fur",),
        sign_days=1,
        amended=("Purity of the test item", "97.6 %", "96.7 %"),
    ),
    _oral(
        "o5",
        "harrowdale",
        "pellworth",
        date(2008, 10, 20),
        layout="visible_classic",
        number=420,
        filename="HBL 08-2214 oral fixed dose.pdf",
        title="Ammonium Peltarate - Acute Oral Toxicity in the Rat, Fixed Dose Procedure",
        report_number="HBL/08/2214-R2",
        study_number="AOT-2093",
        director="Dr Alison Penhale",
        item="Ammonium peltarate",
        purity="99.1 %",
        batches=("PW-0608-2", "PW-0708-1"),
        parallels=(_BIS,),
        vehicle="water for injection",
        groups=(Group(300, 1), Group(300, 4)),
        ghs="Category 4",
        signs=("ataxia", "dyspnoea"),
        sign_days=2,
        glp=False,
        remark=(
            "Evident toxicity without mortality was observed at the discriminating dose of "
            "300 mg/kg bw."
        ),
    ),
    _oral(
        "o6",
        "tallgrass",
        "norchem",
        date(2022, 11, 7),
        layout="visible_tabular",
        number=425,
        version=date(2022, 6, 30),
        filename="TTL_22-9120_UDP_limit.pdf",
        title="Biscarnol: Acute Oral Toxicity in Rats, Up-and-Down Procedure (Limit Test)",
        report_number="TTL-22-9120",
        study_number="P-2022-304",
        director="Maribel Castain",
        item="Biscarnol",
        purity="99.6 %",
        batches=("BC-2207/3",),
        vehicle="corn oil",
        strain=_SD,
        groups=_LIMIT_425,
        estimate="2000",
        censored=True,
    ),
)
