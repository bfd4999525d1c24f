"""Organisations as addresses state them, as ``name, country``."""

from __future__ import annotations

import re

__all__ = ["normal_organisation", "organisation_name"]

# English name to how addresses write it, most of all in English, German and Portuguese.
_COUNTRIES = {
    "Argentina": "argentina|argentinien",
    "Australia": "australia|australien|austr[áa]lia",
    "Austria": "austria|österreich|[áa]ustria",
    "Belgium": "belgium|belgien|belgique|belgië|b[ée]lgica",
    "Brazil": "bra[sz]il|brasilien",
    "Bulgaria": "bulgaria|bulgarien",
    "Canada": "canad[aá]|kanada",
    "Chile": "chile",
    "China": "(?:p\\.?r\\.? ?)?china|people's republic of china",
    "Croatia": "croatia|kroatien",
    "Czech Republic": "czech republic|czechia|tschechien|tschechische republik",
    "Denmark": "denmark|dänemark|danmark|dinamarca",
    "Estonia": "estonia|estland",
    "Finland": "finland|finnland|suomi|finlândia",
    "France": "france|frankreich|frança",
    "Germany": "germany|deutschland|alemanha|allemagne",
    "Greece": "greece|griechenland|gr[ée]cia",
    "Hungary": "hungary|ungarn|hungria|magyarország",
    "Iceland": "iceland|island",
    "India": "india|indien|índia",
    "Ireland": "(?:republic of )?ireland|irland|irlanda",
    "Israel": "israel",
    "Italy": "italy|italien|italia|itália",
    "Japan": "japan|japão",
    "Korea": "(?:republic of |south )?korea|südkorea|coreia do sul",
    "Latvia": "latvia|lettland",
    "Lithuania": "lithuania|litauen",
    "Luxembourg": "luxembourg|luxemburg",
    "Mexico": "m[ée]xico|mexiko",
    "New Zealand": "new zealand|neuseeland",
    "Norway": "norway|norwegen|norge|noruega",
    "Poland": "poland|polen|polska|polônia",
    "Portugal": "portugal",
    "Romania": "romania|rumänien",
    "Slovakia": "slovakia|slowakei",
    "Slovenia": "slovenia|slowenien",
    "South Africa": "south africa|südafrika|áfrica do sul",
    "Spain": "spain|spanien|españa|espanha",
    "Sweden": "sweden|schweden|sverige|suécia",
    "Switzerland": "switzerland|schweiz|suisse|svizzera|suíça",
    "Taiwan": "taiwan",
    "The Netherlands": "(?:the )?netherlands|niederlande|nederland|holland|países baixos|holanda",
    "Turkey": "turkey|türkei|türkiye|turquia",
    "USA": "u\\.?s\\.?a\\.?|united states(?: of america)?|vereinigte staaten|estados unidos|eua",
    "United Kingdom": "united kingdom|u\\.?k\\.?|great britain|england|scotland|wales"
    "|northern ireland|vereinigtes königreich|großbritannien|reino unido",
}
_COUNTRY = {
    name: re.compile(rf"(?:^|[,;(\s])\s*(?:{names})\)?[.\s]*$", re.IGNORECASE)
    for name, names in _COUNTRIES.items()
}
_FORM = (
    r"GmbH(?: & Co\. ?KG)?|mbH|AG|KG|e\.\s?V\.|Ltd|Limited|plc|LLP|LLC|Inc|Incorporated|Corp"
    r"|Corporation|B\.\s?V\.|N\.\s?V\.|S\.\s?A\.(?:\s?S\.)?|SAS|SARL|S\.\s?r\.\s?l\.|S\.\s?p\.\s?A\."
    r"|S\.\s?L\.|Ltda|AB|A/S|ApS|AS|ASA|Oy|Oyj|Kft|Zrt|s\.\s?r\.\s?o\.|Sp\. z o\.\s?o\.|K\.\s?K\."
    r"|Pty|Pvt|Co"
)
_NAME = re.compile(
    rf"^(?P<name>.{{2,80}}?[\s,](?:{_FORM})\b\.?(?:,?\s(?:{_FORM})\b\.?)*)(?=[\s,;(]|$)"
)
_GERMAN = re.compile(r"\b(?:GmbH|mbH|AG|KG|e\.\s?V\.).*\b\d{5}\b")


def normal_organisation(text: str) -> str | None:
    """Return name and country of an organisation, without its street and town.

    Examples
    --------
    >>> normal_organisation("Example Laboratories Ltd, 7 Mill Lane, Exampleton EX1 2AB, UK")
    'Example Laboratories Ltd, United Kingdom'
    >>> normal_organisation("Beispiel Toxikologie GmbH (Deutschland)")
    'Beispiel Toxikologie GmbH, Germany'
    """
    name, country = _parts(text)
    return ", ".join(part for part in (name, country) if part) or None


def organisation_name(text: str) -> str | None:
    """Return the name of an organisation alone.

    Examples
    --------
    >>> organisation_name("Example Chemicals Inc., 1 Some Road, Town, USA")
    'Example Chemicals Inc.'
    """
    return _parts(text)[0] or None


def _parts(text: str) -> tuple[str, str]:
    tidy = re.sub(r"\s+", " ", text).strip(" \t\n;,*†‡|:")
    country = next((name for name, end in _COUNTRY.items() if end.search(tidy)), "")
    rest = _COUNTRY[country].sub("", tidy).rstrip(" ,;(") if country else tidy
    match = _NAME.match(rest)
    name = match["name"] if match else re.split(r"\s*[,;(]", rest, maxsplit=1)[0]
    if not country and _GERMAN.search(tidy):  # only Germany's postal codes have five digits
        country = "Germany"
    return name.strip(), country
