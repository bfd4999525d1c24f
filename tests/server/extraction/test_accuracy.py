"""Field accuracy on the sample reports does not fall below what was reached.

The rules were written with the visible layouts only. Of the held-out ones a floor for all of them
together is held, and no more, so that nobody is led to fit rules to them.
"""

from __future__ import annotations

import pytest
from support.accuracy import Accuracy, analyses, by_component, by_layout, readable, total

from documine_nb.server.extraction import Analysis
from documine_nb.server.samples import Sample, samples

pytestmark = pytest.mark.anyio

# Precision and recall of values, just below what is reached; free text is compared by letters.
FLOOR = 0.97
FLOORS = {
    "Study_Design": 0.94,
    "Results_and_Conclusions": 0.90,
    "Mean_Erythema_Score": 0.90,
    "Mean_Oedema_Score": 0.90,
    "Stimulation_Index": 0.90,
}
HELD_OUT_PRECISION, HELD_OUT_RECALL = 0.92, 0.86


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    """Run on asyncio for as long as the fixture below lives."""
    return "asyncio"


@pytest.fixture(scope="module")
async def found() -> dict[str, Analysis]:
    """Every readable sample, through worker processes as in the server."""
    return await analyses(readable())


def visible() -> list[Sample]:
    return [sample for sample in readable() if not sample.held_out]


COMPONENTS = sorted({name for sample in visible() for name in sample.truth})


@pytest.mark.parametrize("component", COMPONENTS)
async def test_a_component_of_the_visible_layouts_is_found_rightly(
    found: dict[str, Analysis], component: str
) -> None:
    accuracy = by_component(visible(), found)[component]
    floor = FLOORS.get(component, FLOOR)
    assert accuracy.precision >= floor
    assert accuracy.recall >= floor


async def test_no_visible_layout_is_left_behind(found: dict[str, Analysis]) -> None:
    behind = {
        name: accuracy
        for name, accuracy in by_layout(visible(), found).items()
        if min(accuracy.precision, accuracy.recall) < FLOOR
    }
    assert behind == {}


async def test_a_component_that_no_report_states_is_not_made_up(
    found: dict[str, Analysis],
) -> None:
    made_up = {
        name: accuracy.found
        for name, accuracy in by_component(visible(), found).items()
        if accuracy.expected == 0 and accuracy.found
    }
    assert made_up == {}


async def test_layouts_set_aside_reach_their_floor(found: dict[str, Analysis]) -> None:
    accuracy = total(by_layout([one for one in readable() if one.held_out], found))
    assert accuracy.precision >= HELD_OUT_PRECISION
    assert accuracy.recall >= HELD_OUT_RECALL


async def test_a_sample_that_cannot_be_read_says_why() -> None:
    broken = [sample for sample in samples() if sample.expect_error and not sample.held_out]
    outcomes = await analyses(broken)
    for sample in broken:
        assert sample.expect_error is not None
        assert sample.expect_error in (outcomes[sample.filename].error or "")


def test_the_floors_are_those_of_components() -> None:
    assert set(FLOORS) <= set(COMPONENTS)


def test_accuracy_counts_what_is_missed_and_what_is_wrong() -> None:
    counted = total({"a": Accuracy(4, 2, 1), "b": Accuracy(0, 0, 0)})
    assert (counted.precision, counted.recall) == (0.5, 0.25)
