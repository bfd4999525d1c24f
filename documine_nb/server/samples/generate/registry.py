"""All layouts by name and all studies in the order that a newcomer sees them."""

from __future__ import annotations

from documine_nb.server.samples.generate import oral_studies, visible_classic, visible_tabular
from documine_nb.server.samples.generate.facts import Study
from documine_nb.server.samples.generate.layout import Layout

__all__ = ["LAYOUTS", "STUDIES"]

LAYOUTS: dict[str, Layout] = {
    module.LAYOUT.name: module.LAYOUT for module in (visible_classic, visible_tabular)
}
STUDIES: tuple[Study, ...] = (*oral_studies.STUDIES,)
