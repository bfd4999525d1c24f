"""How studies of each kind are done, in the words of a methods section."""

from __future__ import annotations

from documine_nb.server.samples.generate.dialect import Dialect
from documine_nb.server.samples.generate.facts import Study

__all__ = ["abbreviations", "archive", "design", "husbandry", "observations", "preparation"]

_DESIGNS = {
    420: (
        "A sighting study in single animals was followed by a main study in which further animals "
        "were "
        "treated at the discriminating dose, so that five animals had received it. Fixed doses of "
        "5, "
        "50, 300 and 2000 mg/kg bw are foreseen by the method; the endpoint is evident toxicity "
        "rather "
        "than death."
    ),
    423: (
        "Animals of a single sex were treated in steps of three. The absence or presence of "
        "compound-related mortality in one step determined the next step: no further testing, "
        "three more animals at the same dose, or three animals at the next higher or lower "
        "of the fixed doses of 5, 50, 300 and 2000 mg/kg bw. The method assigns the test item to a "
        "class and does not yield an exact LD50."
    ),
    425: (
        "Single animals were treated in sequence at intervals of at least 48 hours. "
        "The dose of each animal was raised or lowered by a factor of about 3.2 according to the "
        "outcome in the animal before it. Testing ended when one of the stopping criteria of the "
        "guideline was met: three consecutive animals surviving at the upper bound, five "
        "reversals in "
        "six consecutive animals, or the likelihood-ratio criterion."
    ),
    402: (
        "The test item was applied to the clipped dorsal skin over about 10 % of the body surface "
        "and held under a semi-occlusive dressing for 24 hours. After removal of the dressing the "
        "skin was cleaned with lukewarm water and the animals were observed for 14 days."
    ),
    403: (
        "Groups of animals were exposed once, nose-only, for 4 hours to an aerosol of the test "
        "item in a "
        "flow-past chamber and then observed for 14 days. Actual concentrations were determined "
        "gravimetrically from the breathing zone; particle size was measured with a cascade "
        "impactor."
    ),
    436: (
        "Three males and three females were exposed nose-only for 4 hours to an aerosol at the "
        "limit concentration. By the acute toxic class method the number of deaths decides whether "
        "a further step is needed."
    ),
    404: (
        "A dose of 0.5 g, moistened with water, was applied to 6 square centimetres of the "
        "clipped skin of each animal under a semi-occlusive dressing for 4 hours. One animal was "
        "treated "
        "first; the two others followed when no corrosion had been seen. Skin reactions were "
        "scored after 1, 24, 48 and 72 hours and after 7 days."
    ),
    405: (
        "A dose of 0.1 mL was instilled into the conjunctival sac of one eye of each animal after "
        "systemic analgesia and topical anaesthesia; the other eye served as control. One animal "
        "was "
        "treated first, two others followed. Eyes were examined after 1, 24, 48 and 72 hours and "
        "after "
        "7 days."
    ),
    406: (
        "Test animals were induced and then challenged on naive skin together with negative "
        "control "
        "animals. Concentrations were chosen in a preliminary test with four further animals. "
        "Reactions "
        "were scored 24 and 48 hours after removal of the challenge patch."
    ),
    429: (
        "Groups of four mice received 25 microlitres on the dorsum of each ear on three "
        "consecutive days. "
        "On day 6 tritiated thymidine was injected into the tail vein, and five hours later "
        "the auricular lymph nodes were excised; incorporation was measured by scintillation "
        "counting."
    ),
}


def design(study: Study, say: Dialect) -> str:
    """Return the paragraph on the design of the study."""
    text = _DESIGNS[study.guidelines[0][0]]
    if study.is_liquid:
        text = text.replace("0.5 g, moistened with water,", "0.5 mL, undiluted,")
    return text.replace("2000", say.number(2000))


def husbandry(study: Study, say: Dialect) -> list[str]:
    """Return paragraphs on the keeping of the animals."""
    cage = {
        "rat": "groups of up to three per sex in Makrolon type IV cages",
        "mouse": "groups of four in Makrolon type II cages",
        "rabbit": "single floor pens with a raised platform",
        "guinea pig": "groups of five in floor pens",
    }[study.species]
    extra = " and hay" if study.species in {"rabbit", "guinea pig"} else ""
    light = say.pick(
        "Artificial light was given from 06:00 to 18:00.",
        "The light cycle was 12 hours light and 12 hours dark.",
    )
    return [
        (
            f"The animals were kept in {cage} on softwood bedding. They were acclimatised for at "
            "least "
            f"five days and were nulliparous and non-pregnant where female. {light} The room was "
            "air-conditioned with at least ten air changes an hour; targets were 19 to 25 °C and "
            "40 to "
            "70 % relative humidity."
        ),
        f"Pelleted standard diet{extra} and tap water from bottles were offered for ad libitum "
        "consumption"
        + (
            ", except for the night before treatment and the first three hours after it."
            if study.kind == "oral"
            else "."
        )
        + " Diet, bedding and water are analysed for contaminants at regular intervals; nothing "
        "was found that could have influenced the outcome of the study.",
        (
            "Each animal was identified by a number on the tail or ear and by a cage card. Only "
            "animals "
            "without signs of disease were used; they were assigned to the groups at random."
        ),
    ]


def preparation(study: Study, say: Dialect) -> str:
    """Return the paragraph on the preparation of what was given."""
    if study.kind == "oral":
        return (
            f"The test item was weighed into a tared glass vessel and suspended in {study.vehicle} "
            "shortly before use. The dose volume was 10 mL/kg body weight. Preparations were "
            "stirred "
            "until the last animal had been treated. Stability over four hours was shown in "
            "advance."
        )
    if study.kind == "inhalation":
        source = "two-fluid nebuliser" if study.is_liquid else "rotating-brush generator"
        return (
            f"The aerosol was generated with a {source} and diluted with dried, "
            "filtered "
            f"compressed air to a flow of {say.number('1.0')} L/min at each nose port. The mass "
            "median "
            f"aerodynamic diameter was {say.number('2.71')} micrometres with a geometric standard "
            f"deviation of {say.number('2.18')}, so that the particles were respirable."
        )
    return (
        "The test item was weighed individually for each animal on the day of use and brought to "
        "room temperature before application. Residual amounts were disposed of as chemical waste."
    )


def observations(study: Study, say: Dialect) -> list[str]:
    """Return paragraphs on what was observed and when."""
    if study.is_systemic:
        return [
            (
                "Animals were observed for clinical signs at 0.5, 1, 2 and 4 hours after "
                "treatment and "
                "once daily for 14 days; viability was checked twice daily. Changes of skin and "
                "fur, "
                "eyes and "
                "mucous membranes, respiration, circulation, autonomic and central nervous system, "
                "somatomotor activity and behaviour were recorded with onset and duration."
            ),
            (
                "Body weights were recorded before treatment, on days 7 and 14, and at death. At "
                "the "
                "end "
                "of the observation period the animals were killed by carbon dioxide and examined "
                "macroscopically. No organs were retained for histopathology."
            ),
        ]
    return [
        "Animals were inspected daily for clinical signs and weighed at the start and the end of "
        "the "
        "observation period. Reactions were scored by an experienced observer after the scale "
        "given "
        "in the guideline, under constant artificial daylight. "
        + say.pick(
            "Photographs were not taken.", "Scores were entered directly into the data system."
        )
    ]


def archive(study: Study) -> str:
    """Return the paragraph on archiving."""
    return (
        "The study plan, all raw data, a sample of the test item and the original of the final "
        "report are "
        f"kept in the archives of {study.laboratory.name} for the period required by law. "
        "Nothing is discarded without the consent of the sponsor."
    )


def abbreviations() -> tuple[tuple[str, str], ...]:
    """Return a list of abbreviations."""
    return (
        ("bw", "body weight"),
        ("CAS", "Chemical Abstracts Service"),
        ("CoA", "certificate of analysis"),
        ("GHS", "Globally Harmonised System of Classification and Labelling of Chemicals"),
        ("GLP", "good laboratory practice"),
        ("LC50 / LD50", "concentration / dose lethal to half of the animals"),
        ("OECD", "Organisation for Economic Co-operation and Development"),
        ("QAU", "quality assurance unit"),
        ("SOP", "standard operating procedure"),
    )
