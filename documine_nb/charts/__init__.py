"""Charts of component frames: a frame in, matplotlib Axes out.

Every chart is ``(df, column=..., *, ax=None, by=None) -> Axes``, so that ``df.pipe`` works. Each
says under its title how many rows it shows, how many it left out and why, and, where the frame
knows it, on which day its values were loaded. ``forest``, ``draize``, ``six_pack`` and
``study_matrix`` take the frame of ``result.endpoints()``, the others that of ``result.wide()``;
``facets`` draws any of them once for each kind of study. Categorical columns keep their order.
"""

from __future__ import annotations

from documine_nb.charts.category_counts import category_counts
from documine_nb.charts.completeness import completeness
from documine_nb.charts.distribution import distribution
from documine_nb.charts.dose_mortality import dose_mortality
from documine_nb.charts.durations import durations
from documine_nb.charts.faceting import facets
from documine_nb.charts.forest import forest, forests
from documine_nb.charts.ld50 import ld50
from documine_nb.charts.license_usage import license_usage
from documine_nb.charts.llna import llna
from documine_nb.charts.scores import draize
from documine_nb.charts.six_pack import six_pack
from documine_nb.charts.study_matrix import study_matrix
from documine_nb.charts.timeline import timeline

__all__ = [
    "category_counts",
    "completeness",
    "distribution",
    "dose_mortality",
    "draize",
    "durations",
    "facets",
    "forest",
    "forests",
    "ld50",
    "license_usage",
    "llna",
    "six_pack",
    "study_matrix",
    "timeline",
]
