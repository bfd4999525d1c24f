"""Every case, put to Keycloak and to the embedded identity server.

The answers written down are Keycloak 26.7.3's, as observed. Where the embedded server answers
otherwise, its own answer stands beside, with the reason.
"""

from __future__ import annotations

import pytest
from support.agreement import Agreement, Case
from support.cases import browser, device, forged, password, refresh
from support.provider import Provider

pytestmark = pytest.mark.keycloak

CASES = [case for part in (password, refresh, forged, device, browser) for case in part.CASES]


@pytest.mark.parametrize(
    "case",
    [pytest.param(c, id=c.name, marks=[pytest.mark.fault(f) for f in c.faults]) for c in CASES],
)
def test_the_answer_is_as_written_down(
    case: Case, provider: Provider, agreement: Agreement
) -> None:
    seen = case.seen(provider)
    agreement.note(case, provider.name, seen)
    assert seen == case.expected(provider.name)


def test_a_difference_has_a_reason_and_a_case_one_name() -> None:
    assert len({case.name for case in CASES}) == len(CASES)
    assert [case.name for case in CASES if (case.ours is None) != (not case.why)] == []
