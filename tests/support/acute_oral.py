"""Frames of believable studies, for charts."""

from __future__ import annotations

import math
import random

import pandas as pd

from documine_nb.frames.quantity import Quantity
from documine_nb.frames.quantity_array import QuantityDtype

_SPECIES = [
    ("Rat", "Wistar"),
    ("Rat", "Sprague-Dawley"),
    ("Rat", "Fischer 344"),
    ("Mouse", "CBA/J"),
]
_GUIDELINES = ["TG 423: Acute Toxic Class", "TG 425: Up-and-Down", "TG 420: Fixed Dose"]


def acute_oral(count: int = 24, *, seed: int = 7) -> pd.DataFrame:
    """Return studies of acute oral toxicity: most limit tests, some points, ranges and gaps."""
    random_ = random.Random(seed)  # noqa: S311 -- data for tests
    rows = [_study(number, random_) for number in range(count)]
    df = pd.DataFrame(rows).set_index("file_id")
    for column in ("Experimental_Starting_Date", "Experimental_Completion_Date"):
        df[column] = pd.to_datetime(df[column])
    unit = QuantityDtype("mg/kg bw")
    df["Conclusion_LD50_mg_per_kg"] = df["Conclusion_LD50_mg_per_kg"].astype(unit)
    for column in ("Conclusion_Minimum_Confidence", "Conclusion_Maximum_Confidence"):
        df[column] = df[column].astype("Float64")
    df["Number_of_Animals"] = df["Number_of_Animals"].astype("Int64")
    df["GLP_Study"] = df["GLP_Study"].astype("boolean")
    return df


def _study(number: int, random_: random.Random) -> dict[str, object]:
    species, strain = random_.choices(_SPECIES, [6, 4, 1, 1])[0]
    guideline = random_.choices(_GUIDELINES, [5, 3, 2])[0]
    start = pd.Timestamp(2012, 1, 9) + pd.Timedelta(days=random_.randint(0, 3400))
    value, low, high = _conclusion(guideline, random_)
    return {
        "file_id": f"f{number:03}",
        "file name": f"Acute oral toxicity of compound AB-{1000 + number * 37} in the rat.pdf",
        "Report_Number": f"R-{start:%Y}-{number:03}",
        "Sponsor": random_.choice(["Nordfeld Crop Science GmbH", "Altamira Agro S.A.", None]),
        "GLP_Study": random_.choice([True, True, True, False, None]),
        "Test_Guidelines_1": guideline,
        "Experimental_Starting_Date": start if number % 9 else None,
        "Experimental_Completion_Date": (
            start + pd.Timedelta(days=random_.randint(14, 160)) if number % 5 else None
        ),
        "Species": species,
        "Strain": strain if number % 11 else None,
        "Route": "oral (gavage)",
        "Number_of_Animals": random_.choice([3, 5, 6, 6, 6, 10, 12, None]),
        "Conclusion_LD50_mg_per_kg": value,
        "Conclusion_Minimum_Confidence": low,
        "Conclusion_Maximum_Confidence": high,
    }


def _conclusion(
    guideline: str, random_: random.Random
) -> tuple[Quantity | None, float | None, float | None]:
    if random_.random() < 0.12:
        return None, None, None
    if random_.random() < 0.5:
        return Quantity(random_.choice([2000, 2000, 5000]), math.inf, ">"), None, None
    if "425" in guideline:
        point = random_.choice([310.2, 550.0, 1098.0, 1750.0])
        return Quantity(point, point), round(point * 0.62, 1), round(point * 1.71, 1)
    if "423" in guideline:
        low, high = random_.choice([(300, 2000), (50, 300), (2000, 5000)])
        return Quantity(low, high, "-"), None, None
    return Quantity(-math.inf, 5, "<"), None, None


def license_months(count: int = 12) -> pd.DataFrame:
    """Return usage by month."""
    random_ = random.Random(3)  # noqa: S311 -- data for tests
    start = pd.date_range("2026-01-01", periods=count, freq="MS", tz="UTC")
    pages = [random_.randint(150, 900) for _ in range(count)]
    return pd.DataFrame({"start_date": start, "number_of_analyzed_pages": pages})
