"""What a study is: the facts that every layout prints and that the truth is written from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

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
    """Animals of one dose step; `sex` as one letter where a step used one sex."""

    dose: float
    animals: int
    dead: int = 0
    sex: str = "F"


@dataclass(frozen=True)
class Study:
    """The facts of one study.

    `text` holds the passages that the truth quotes, by component. `stated_otherwise` replaces
    what the facts would give, where a report contradicts itself; `missing` names components that
    the report leaves out.
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
    active: str
    purity: str
    batches: tuple[str, ...]
    expiry: date
    vehicle: str
    route: str
    species: str
    strain: str
    sex: str
    animals: int
    groups: tuple[Group, ...] = ()
    estimate: str | None = None
    censored: bool = False
    interval: tuple[str, str] | None = None
    ghs: str | None = None
    epa: str = ""
    erythema: str | None = None
    oedema: str | None = None
    indices: tuple[str, ...] = ()
    glp: bool = True
    text: Mapping[str, str] = field(default_factory=dict)
    stated_otherwise: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    quirks: frozenset[str] = frozenset()
    log_days: int = 0

    @property
    def is_inhalation(self) -> bool:
        """Whether exposure was by inhalation, so that doses are concentrations."""
        return self.kind == "inhalation"

    @property
    def doses(self) -> tuple[str, ...]:
        """Return the different doses in ascending order, plain."""
        return tuple(f"{dose:g}" for dose in sorted({group.dose for group in self.groups}))

    @property
    def mortality(self) -> tuple[tuple[str, int, int], ...]:
        """Dose, dead and treated animals, in ascending order of dose."""
        rows = []
        for dose in self.doses:
            same = [group for group in self.groups if f"{group.dose:g}" == dose]
            rows.append((dose, sum(g.dead for g in same), sum(g.animals for g in same)))
        return tuple(rows)
