"""Each status becomes the error that says what to do."""

from __future__ import annotations

import traceback

import pytest
from support.wire import TOKEN, Reply, Tokens, answer, client_of, wired

from documine_nb import errors
from documine_nb.contract import OPERATIONS
from documine_nb.transport.failures import UNCONFIRMED

pytestmark = pytest.mark.anyio
TEMPLATES = OPERATIONS["getAllDossierTemplates"]


@pytest.mark.fault("B34")
@pytest.mark.fault("B36")
@pytest.mark.fault("B37")
@pytest.mark.fault("B39")
@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, errors.InvalidRequestError),
        (403, errors.PermissionDeniedError),
        (404, errors.NotFoundError),
        (405, errors.RequestError),
        (407, errors.ProxyError),
        (409, errors.ConflictError),
        (412, errors.ConflictError),
        (413, errors.TooLargeError),
        (415, errors.InvalidRequestError),
        (418, errors.RequestError),
        (422, errors.InvalidRequestError),
        (428, errors.ConflictError),
        (501, errors.ServiceUnavailableError),
        (507, errors.ServiceUnavailableError),
    ],
)
async def test_a_refusal_is_sent_once_and_told_in_full(
    status: int, kind: type[errors.DocuMineError]
) -> None:
    tokens = Tokens()
    said = answer('{"message":"because of the rules"}', status)
    async with wired(said) as wire, client_of(wire.url, tokens=tokens) as client:
        with pytest.raises(kind) as caught:
            await client.call(TEMPLATES)
    assert type(caught.value) is kind
    assert (len(wire.asked), tokens.rejected) == (1, [])
    assert caught.value.status == status
    assert caught.value.operation == "getAllDossierTemplates"
    assert caught.value.request_id == wire.asked[0].headers["x-request-id"]
    assert "because of the rules" in str(caught.value)
    assert caught.value.cure


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
async def test_what_may_pass_is_an_error_after_the_last_try(status: int) -> None:
    kind = errors.RateLimitedError if status == 429 else errors.ServiceUnavailableError
    async with wired(answer(status=status)) as wire, client_of(wire.url) as client:
        with pytest.raises(kind) as caught:
            await client.call(TEMPLATES)
    assert caught.value.attempts == len(wire.asked) == 4


@pytest.mark.fault("B64")
async def test_a_service_that_stopped_waiting_is_asked_again() -> None:
    hasty = Reply(answer(status=408, Connection="close").raw, "cut")
    async with wired(hasty, answer("[1]")) as wire, client_of(wire.url) as client:
        assert (await client.call(TEMPLATES)).json() == [1]
    assert len(wire.asked) == 2


@pytest.mark.fault("B95")
@pytest.mark.parametrize("status", [200, 400, 403, 404, 500])
@pytest.mark.parametrize("form", ['{{"message": "no: Bearer {}"}}', "no: {}", "<html>{}</html>"])
async def test_a_token_that_the_service_tells_back_is_in_no_message(status: int, form: str) -> None:
    said = answer(form.format(TOKEN), status)
    async with wired(said) as wire, client_of(wire.url) as client:
        try:
            told = str((await client.call(TEMPLATES)).json() and "read")
        except errors.DocuMineError as error:
            told = "".join(traceback.format_exception(error))
    assert TOKEN not in told


@pytest.mark.fault("B35")
@pytest.mark.parametrize(
    ("operation", "is_told"),
    [("getAllDossierTemplates", False), ("getDossierTemplate", False), ("getUsers", True)],
)
async def test_a_404_on_an_unconfirmed_path_says_so(operation: str, is_told: bool) -> None:  # noqa: FBT001 -- a row of the table
    row = OPERATIONS[operation]
    ids = {"dossierTemplateId": "t"} if "{" in row.path else {}
    async with wired(answer(status=404)) as wire, client_of(wire.url) as client:
        with pytest.raises(errors.NotFoundError) as caught:
            await client.call(row, ids=ids)
    assert (UNCONFIRMED in str(caught.value)) is is_told
    assert ("session.request" in str(caught.value)) is is_told


async def test_a_404_on_a_path_of_your_own_asks_to_check_the_path() -> None:
    async with wired(answer(status=404)) as wire, client_of(wire.url) as client:
        with pytest.raises(errors.NotFoundError, match=r"Check the path.*session\.operations"):
            await client.request("GET", "/api/nowhere")


@pytest.mark.fault("B38")
async def test_a_gateways_web_page_is_not_quoted() -> None:
    page = "<html><head><title>413 Request Entity Too Large</title></head></html>"
    async with wired(answer(page, 413, "text/html")) as wire, client_of(wire.url) as client:
        with pytest.raises(errors.TooLargeError) as caught:
            await client.call(TEMPLATES)
    assert "<html>" not in str(caught.value)


async def test_a_refusal_without_a_body_is_told_without_one() -> None:
    async with wired(answer(b"", 403, "")) as wire, client_of(wire.url) as client:
        with pytest.raises(errors.PermissionDeniedError, match="not allowed in workspace 'acme'"):
            await client.call(TEMPLATES)


@pytest.mark.parametrize("body", ['"text"', '{"message": 7}', '{"message": " "}'])
async def test_a_refusal_in_another_form_is_told_without_it(body: str) -> None:
    async with wired(answer(body, 400)) as wire, client_of(wire.url) as client:
        with pytest.raises(errors.InvalidRequestError, match=r"refused the request\. Check"):
            await client.call(TEMPLATES)


@pytest.mark.parametrize("status", [200, 201, 202, 206, 299])
async def test_every_status_of_success_is_one(status: int) -> None:
    async with wired(answer('{"a":1}', status)) as wire, client_of(wire.url) as client:
        assert (await client.call(TEMPLATES)).json() == {"a": 1}


@pytest.mark.fault("B53")
async def test_no_content_is_none() -> None:
    async with wired(answer(b"", 204, "")) as wire, client_of(wire.url) as client:
        assert (await client.call(TEMPLATES)).json() is None


@pytest.mark.fault("B53")
async def test_early_hints_are_passed_over() -> None:
    whole = answer("[1]")
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
    early = type(whole)(hints + whole.raw)
    async with wired(early) as wire, client_of(wire.url) as client:
        assert (await client.call(TEMPLATES)).json() == [1]


@pytest.mark.fault("B52")
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed_and_nothing_leaks(status: int) -> None:
    async with wired() as other:
        to = f"{other.url}/api/dossiers?token=1"
        async with wired(answer(b"", status, Location=to)) as wire, client_of(wire.url) as client:
            with pytest.raises(errors.ProtocolError) as caught:
                await client.request("POST", "/api/x", json={"name": "confidential"})
        assert other.connections == 0
    assert "127.0.0.1" in str(caught.value)
    assert "not followed" in str(caught.value)
    assert len(wire.asked) == 1


@pytest.mark.fault("B52")
@pytest.mark.parametrize("to", ["file:///etc/passwd", "/login", "//[", ""])
async def test_a_redirect_to_anywhere_is_an_error_of_ours(to: str) -> None:
    async with wired(answer(b"", 302, Location=to)) as wire, client_of(wire.url) as client:
        with pytest.raises(errors.ProtocolError, match="not followed"):
            await client.call(TEMPLATES)


@pytest.mark.fault("B52")
async def test_a_redirect_within_the_service_asks_for_the_right_address() -> None:
    said = answer(b"", 302, Location="/login?next=x")
    async with wired(said) as wire, client_of(wire.url) as client:
        with pytest.raises(errors.ProtocolError, match="another page of its own") as caught:
            await client.call(TEMPLATES)
    assert f"Open 127.0.0.1:{wire.port} in a browser" in str(caught.value)
