"""What a study is: the facts that every layout prints and that the truth is written from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

__all__ = ["Group", "Laboratory", "Study"]


@dataclass(frozen=True)
class Laboratory:
    """An invented test facility."""

    name: str
    street: str
    city: str
    country: str

    @property
    def line(self) -> str:
        """Name and country, as the component states it."""
        return f"{self.name}, {self.country}"


@dataclass(frozen=True)
class Group:
    """Animals of one dose step, all of one sex; `died_on` is the study day of their deaths."""

    dose: float
    animals: int
    dead: int = 0
    sex: str = "female"
    died_on: int = 2


@dataclass(frozen=True)
class Study:
    """The facts of one study.

    `kind` is oral, dermal, inhalation, skin, eye, guinea pig or lymph node. `step_days` lie between
    one group and the next. `scores` are those of 24, 48 and 72 hours of each reaction, an animal a
    row; `responses` are positive and tested animals, then positive and all controls.

    `summary_says` is what only the summary says, wrongly: the truth takes the results. `amended`
    is what an amendment changes, from what, to what: the truth takes the latter. `missing` names
    components that the report leaves out.
    """

    key: str
    filename: str
    dossier: str
    layout: str
    kind: str
    title: str
    laboratory: Laboratory
    sponsor: str
    report_number: str
    study_number: str
    director: str
    guidelines: tuple[tuple[int, date | None], ...]
    parallels: tuple[str, ...]
    start: date
    end: date
    issued: date
    item: str
    appearance: str
    purity: str
    batches: tuple[str, ...]
    expiry: date
    vehicle: str
    route: str
    route_stated: str
    species: str
    strain: str
    sex: str
    animals: int
    step_days: int = 0
    groups: tuple[Group, ...] = ()
    estimate: str | None = None
    censored: bool = False
    interval: tuple[str, str] | None = None
    ghs: str | None = None
    remark: str = ""
    signs: tuple[str, ...] = ()
    sign_days: int = 0
    necropsy: str = ""
    scores: tuple[tuple[int, ...], ...] = ()
    responses: tuple[int, int, int, int] | None = None
    concentrations: tuple[str, ...] = ()
    indices: tuple[str, ...] = ()
    glp: bool = True
    deviation: str = ""
    summary_says: Mapping[str, str] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    amended: tuple[str, str, str] | None = None
    log_days: int = 0
    readings: int = 4
    weighed: tuple[int, ...] = (0, 7, 14)
    expect_error: str | None = None

    @property
    def is_inhalation(self) -> bool:
        """Whether exposure was by inhalation, so that doses are concentrations."""
        return self.kind == "inhalation"

    @property
    def is_liquid(self) -> bool:
        """Whether the test item is poured, not weighed out as a powder."""
        return "liquid" in self.appearance or "suspension" in self.appearance

    @property
    def is_systemic(self) -> bool:
        """Whether animals were given doses and watched for deaths."""
        return bool(self.groups)

    @property
    def unit(self) -> str:
        """Unit of a dose."""
        return "mg/L" if self.is_inhalation else "mg/kg bw"

    def treated_on(self, step: int) -> date:
        """Day on which the group number `step` was treated: groups follow each other."""
        return self.start + timedelta(days=step * self.step_days)

    @property
    def doses(self) -> tuple[float, ...]:
        """The different doses in ascending order."""
        return tuple(sorted({group.dose for group in self.groups}))

    @property
    def dead(self) -> int:
        """Number of animals that died."""
        return sum(group.dead for group in self.groups)

    @property
    def mortality(self) -> tuple[tuple[float, int, int], ...]:
        """Dose, dead and treated animals, in ascending order of dose."""
        rows = []
        for dose in self.doses:
            same = [group for group in self.groups if group.dose == dose]
            rows.append((dose, sum(g.dead for g in same), sum(g.animals for g in same)))
        return tuple(rows)

    def mean_score(self, first: int) -> str:
        """Mean of three scores an animal (24, 48, 72 h) from the column `first` on."""
        values = [score for animal in self.scores for score in animal[first : first + 3]]
        return f"{sum(values) / len(values):.2f}"
