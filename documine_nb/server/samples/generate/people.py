"""Invented laboratories and sponsors."""

from __future__ import annotations

from documine_nb.server.samples.generate.facts import Laboratory

__all__ = ["LABORATORIES", "SPONSORS"]

LABORATORIES = {
    "harrowdale": Laboratory(
        "Harrowdale Bioscience Ltd", "Quarry Mill Lane 4", "Harrowdale HD4 9ZZ", "United Kingdom"
    ),
    "lindenau": Laboratory(
        "Lindenau Toxikologie GmbH", "Am Wiesengrund 17", "99999 Lindenau-Süd", "Germany"
    ),
    "boreal": Laboratory("Boreal Preclinical AB", "Fiktivgatan 12", "SE-999 99 Norrhamn", "Sweden"),
    "serra": Laboratory(
        "Serra Clara Ensaios Biológicos Ltda.",
        "Rua Imaginária 250",
        "99999-999 Serra Clara",
        "Brazil",
    ),
    "tallgrass": Laboratory(
        "Tallgrass Testing Laboratories, Inc.",
        "1200 Fictional Parkway",
        "Prairie Bend, KS 00000",
        "USA",
    ),
    "montclar": Laboratory(
        "Centre de Recherches Montclar SA",
        "3 chemin des Essais",
        "99999 Montclar-le-Haut",
        "France",
    ),
    "deccan": Laboratory(
        "Deccan Vale Research Foundation", "Plot 88, Sample Estate", "Vale Nagar 999999", "India"
    ),
}

LABORATORIES["ostermoor"] = Laboratory(
    "Ostermoor Research B.V.", "Proefweg 9", "9999 ZZ Ostermoor", "The Netherlands"
)
LABORATORIES["calder"] = Laboratory(
    "Calder & Vane Toxicology Ltd", "Unit 5, Invented Park", "Ballysample", "Ireland"
)

SPONSORS = {
    "agrivane": "Agrivane Crop Science AG",
    "norchem": "Norchem Specialties B.V.",
    "pellworth": "Pellworth Chemicals plc",
    "campoverde": "Campo Verde Defensivos S.A.",
    "silverbirch": "Silverbirch Agro Inc.",
    "rheingrund": "Rheingrund Pflanzenschutz GmbH",
}
