"""All layouts by name and all studies in the order that a newcomer sees them."""

from __future__ import annotations

from documine_nb.server.samples.generate import (
    dermal_inhalation_studies,
    held_out_bulletin,
    held_out_dossier,
    held_out_nordic,
    irritation_studies,
    oral_studies,
    visible_brazil,
    visible_classic,
    visible_german,
    visible_letter,
    visible_modern,
    visible_tabular,
)
from documine_nb.server.samples.generate.facts import Study
from documine_nb.server.samples.generate.layout import Layout

__all__ = ["LAYOUTS", "STUDIES"]

LAYOUTS: dict[str, Layout] = {
    module.LAYOUT.name: module.LAYOUT
    for module in (
        visible_classic,
        visible_tabular,
        visible_modern,
        visible_letter,
        visible_german,
        visible_brazil,
        held_out_nordic,
        held_out_bulletin,
        held_out_dossier,
    )
}
STUDIES: tuple[Study, ...] = (
    *oral_studies.STUDIES,
    *dermal_inhalation_studies.STUDIES,
    *irritation_studies.STUDIES,
)
