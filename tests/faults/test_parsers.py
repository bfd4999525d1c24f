"""What comes from outside during a sign-in is read without surprises, whatever it is."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.metrics import IS_LONG, Metric
from support.sign_in_parsers import PARSERS, SETTINGS, STATE, read_one

from documine_nb.auth import oauth
from documine_nb.auth.metadata import read_metadata
from documine_nb.errors import ConfigError, ProtocolError
from documine_nb.transport.answer import Answer

TESTS = Path(__file__).parents[1]
REALM = "https://x.example/auth/realms/acme"
TEXTS = st.text(st.characters(codec="utf-8"))
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), NUMBERS, TEXTS, st.lists(TEXTS, max_size=3)
)
NAMES = st.sampled_from(
    [
        *("access_token", "refresh_token", "id_token", "expires_in", "refresh_expires_in"),
        *("token_type", "error", "error_description", "device_code", "user_code", "interval"),
        *("verification_uri", "issuer", "token_endpoint", "authorization_endpoint", "version"),
    ]
)
OBJECTS = st.dictionaries(NAMES, VALUES)


@pytest.mark.fault("B9")
@pytest.mark.fault("B17")
@pytest.mark.parametrize("name", sorted(PARSERS))
@settings(max_examples=150, deadline=None)
@given(data=st.one_of(st.binary(), OBJECTS.map(lambda one: json.dumps(one).encode())))
@example(data=b"[" * 4_000)
@example(data=b'{"access_token": "\xff"}')
@example(data=b"http://[::1?code=a")
def test_any_bytes_are_read_or_refused(name: str, data: bytes) -> None:
    read_one(name, data)


@pytest.mark.fault("B14")
@settings(max_examples=200, deadline=None)
@given(body=OBJECTS)
def test_of_tokens_only_what_can_be_used_is_taken(body: dict[str, Any]) -> None:
    body |= {"access_token": "a", "token_type": "Bearer"}
    tokens = oauth.read_tokens(Answer(200, {}, json.dumps(body).encode()))
    assert tokens.access.reveal() == "a"
    assert 0 < tokens.expires_in <= 86_400
    refresh = body.get("refresh_token")
    is_text = isinstance(refresh, str) and bool(refresh)
    assert (tokens.refresh is not None) is is_text


FIELD = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=30)


@pytest.mark.fault("B18")
@pytest.mark.rule("C2")
@settings(max_examples=200, deadline=None)
@given(code=FIELD, state=FIELD, extra=st.dictionaries(FIELD, FIELD, max_size=3))
def test_no_callback_is_accepted_without_its_state(
    code: str, state: str, extra: dict[str, str]
) -> None:
    from urllib.parse import urlencode  # noqa: PLC0415 -- for this test only

    query = urlencode({**extra, "code": code, "state": state})
    with pytest.raises(oauth.CallbackRefusedError):
        oauth.read_callback(query, state=STATE, issuer=None, iss_required=False)
    ours = urlencode({"code": code, "state": STATE.reveal()})
    if code:
        got = oauth.read_callback(ours, state=STATE, issuer=None, iss_required=False)
        assert got.reveal() == code


@pytest.mark.fault("B25")
@pytest.mark.rule("C3")
@settings(max_examples=200, deadline=None)
@given(
    changes=st.dictionaries(
        st.sampled_from(["issuer", "token_endpoint", "authorization_endpoint"]),
        st.one_of(st.text(), st.sampled_from([REALM, "https://y.example/t", f"{REALM}/t"])),
    )
)
def test_no_endpoint_of_another_host_is_taken(changes: dict[str, str]) -> None:
    body = {
        "issuer": REALM,
        "token_endpoint": f"{REALM}/token",
        "authorization_endpoint": f"{REALM}/auth",
    } | changes
    try:
        provider = read_metadata(Answer(200, {}, json.dumps(body).encode()), SETTINGS)
    except (ConfigError, ProtocolError):
        return
    assert provider.issuer == REALM
    for address in (provider.token_endpoint, provider.authorization_endpoint):
        assert address.lower().startswith("https://x.example")


@pytest.mark.fault("B9")
@pytest.mark.fault("B17")
@pytest.mark.timeout(150)
def test_fuzzing_by_coverage_finds_nothing(tmp_path: Path, metric: Metric) -> None:
    seconds = 60 if IS_LONG else 3
    program = TESTS / "support" / "fuzz_sign_in.py"
    environ = {**os.environ, "PYTHONPATH": str(TESTS)}
    run = subprocess.run(
        [sys.executable, str(program), str(seconds)],
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-3_000:]
    tried = re.search(r"number_of_executed_units: (\d+)", run.stderr)
    assert tried is not None, run.stderr[-1_000:]
    metric("B9", "inputs tried by fuzzing, a second", int(tried[1]) / seconds, ">= 100")
    metric("B17", f"defects found in {seconds} s of fuzzing", len(list(tmp_path.iterdir())), "= 0")
