"""A token that the service refuses is exchanged once."""

from __future__ import annotations

import pytest
from support.wire import Tokens, answer, client_of, reset, wired

from documine_nb.contract import OPERATIONS
from documine_nb.errors import LoginRequiredError, OutcomeUnknownError
from documine_nb.secrets import Secret

pytestmark = pytest.mark.anyio
REFUSED = answer(b"", 401, "", WWW_Authenticate='Bearer error="invalid_token"')
CREATE = OPERATIONS["createDossierOrUpdateDossier"]
TEMPLATE = {"dossierTemplateId": "t"}


@pytest.mark.fault("B32")
@pytest.mark.fault("B5")
async def test_one_refusal_costs_one_new_token_and_one_repeat() -> None:
    tokens = Tokens("old", "new")
    async with wired(REFUSED, answer()) as wire, client_of(wire.url, tokens=tokens) as client:
        answered = await client.call(CREATE, ids=TEMPLATE, json={})
    sent = [asked.headers["authorization"] for asked in wire.asked]
    assert sent == ["Bearer old", "Bearer new"]
    assert tokens.rejected == [Secret("old")]
    assert answered.attempts == 1


@pytest.mark.fault("B33")
async def test_a_refusal_that_stays_names_what_to_check() -> None:
    async with wired(REFUSED) as wire, client_of(wire.url) as client:
        with pytest.raises(LoginRequiredError) as caught:
            await client.call(OPERATIONS["getUsers"])
    assert len(wire.asked) == 2
    assert "not accepted by the service" in str(caught.value)
    assert "invalid_token" in str(caught.value)
    assert "workspace 'acme'" in str(caught.value)


async def test_a_repeat_that_is_lost_is_an_unknown_outcome() -> None:
    async with wired(REFUSED, reset()) as wire, client_of(wire.url) as client:
        with pytest.raises(OutcomeUnknownError):
            await client.call(CREATE, ids=TEMPLATE, json={})
