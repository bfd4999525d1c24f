"""Words of the tables in German; every other house prints them in English."""

from __future__ import annotations

from documine_nb.server.samples.generate.dialect import Dialect

__all__ = ["word"]

_GERMAN = {
    "Concentration": "Konzentration",
    "Dose": "Dosis",
    "Animals treated": "Behandelte Tiere",
    "Deaths / treated": "Gestorben / behandelt",
    "Mortality": "Mortalität",
    "Day": "Tag",
    "Animal": "Tier",
    "Sex": "Geschl.",
    "Gain (g)": "Zunahme (g)",
    "- = animal died before weighing": "- = Tier vor der Wägung gestorben",
    "Individual body weights": "Individuelle Körpergewichte",
    "0 = no clinical signs": "0 = ohne Symptome",
    "† = found dead": "† = tot aufgefunden",
    "Clinical signs": "Klinische Symptome",
    "found dead, day": "tot aufgefunden, Tag",
    "day 14": "Tag 14",
    "no findings": "ohne Befund",
    "Fate": "Verbleib",
    "Finding": "Befund",
    "Necropsy findings": "Sektionsbefunde",
    "Weight (g)": "Gewicht (g)",
    "Volume (mL)": "Volumen (mL)",
    "Date of treatment": "Behandlung am",
    "Time": "Uhrzeit",
    "Treatment records": "Behandlungsprotokoll",
    "Erythema": "Erythem",
    "Oedema": "Ödem",
    "Skin reactions": "Hautreaktionen",
    "Reaction": "Reaktion",
    "days": "Tage",
    "Mean": "Mittel",
    "Appearance": "Aussehen",
    "Off-white powder": "Cremefarbenes Pulver",
    "Water content": "Wassergehalt",
    "Method": "Methode",
    "Expiry date": "Verfallsdatum",
    "Storage": "Lagerung",
    "female": "weiblich",
    "male": "männlich",
    "Room temperature, dark, dry": "Raumtemperatur, dunkel, trocken",
    "Date": "Datum",
    "Minimum (°C)": "Minimum (°C)",
    "Maximum (°C)": "Maximum (°C)",
    "Humidity (%)": "Feuchte (%)",
    "Air changes per hour": "Luftwechsel je Stunde",
    "Climate of the animal room": "Klima des Tierraums",
    "Lead": "Blei",
    "Mercury": "Quecksilber",
    "Arsenic": "Arsen",
    "Selenium": "Selen",
    "Nitrate": "Nitrat",
    "Nitrite": "Nitrit",
    "DDT (total)": "DDT (gesamt)",
    "PCB (total)": "PCB (gesamt)",
    "Lindane": "Lindan",
    "Contaminant": "Rückstand",
    "Found (mg/kg)": "Gefunden (mg/kg)",
    "Limit (mg/kg)": "Grenzwert (mg/kg)",
    "Analysis of the diet": "Analyse des Futters",
}


def word(text: str, say: Dialect) -> str:
    """Return `text` in the language of the house."""
    return _GERMAN.get(text, text) if say.language == "de" else text
