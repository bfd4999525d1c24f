"""Secrets typed or received turn up nowhere: logs, tracebacks, notebooks, pickles, processes."""

from __future__ import annotations

import copy
import json
import logging
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import nbformat
import pytest
from nbclient import NotebookClient
from support.metrics import Metric
from support.realm_served import served_realm
from support.sign_in import granted, realm_of, settings_of
from support.wire import answer, wired

from documine_nb import bridge
from documine_nb.auth.flows import FLOWS, password_sign_in, sign_in
from documine_nb.auth.settings import ConnectSettings
from documine_nb.connecting import open_session
from documine_nb.secrets import Secret
from documine_nb.testing import ManualClock

pytestmark = [pytest.mark.rule("C14"), pytest.mark.fault("B95")]
ROOT = Path(__file__).parents[2]
PASSWORD = "canary-Password-7"
CANARIES = (PASSWORD, "canary-secret", "canary.pasted.code", "canary-access", "canary-refresh")


def device(url: str) -> str:
    return json.dumps(
        {
            "device_code": "canary-device",
            "user_code": "ABCD",
            "verification_uri": f"{url}/device",
        }
    )


def back(address: str) -> None:
    """Come back from the login page, as a browser does."""
    query = parse_qs(urlsplit(address).query)
    state, redirect = query["state"][0], query["redirect_uri"][0]
    httpx.get(f"{redirect}?code=canary.pasted.code&state={state}", trust_env=False)


async def sign_in_and_out(flow: str) -> tuple[str, bytes]:
    """Go the whole way; return all that was shown, and all that was sent."""
    async with wired() as wire:
        issuer = f"{wire.url}/auth/realms/acme"
        metadata = realm_of(
            issuer,
            device_authorization_endpoint=f"{issuer}/device",
            revocation_endpoint=f"{issuer}/revoke",
        )
        code = [answer(device(wire.url))] if flow == "device" else []
        tokens = granted("canary-access", refresh_token="canary-refresh", id_token="canary-id")
        said = [answer(json.dumps(metadata)), *code, tokens, answer("[]")]
        wire.replies = [*said, answer("", 200), answer("", 204)]
        settings = replace(
            settings_of(wire),
            auth_path=None,
            token_path=None,
            password=Secret(PASSWORD),
            client_secret=Secret("canary-secret"),
        )
        keeper = await sign_in(
            settings,
            flow=flow,
            ask=lambda _: "canary.pasted.code",
            open_browser=back,
            clock=ManualClock(),
        )
        session = open_session(settings, keeper, quiet=True)
        await session.users.list.aio()
        shown = repr(session) + session._repr_html_() + repr(vars(keeper)) + repr(vars(session))
        shown += repr(await session.logout.aio())
        await session.close.aio()
    return shown, b" ".join(asked.body for asked in wire.asked)


@pytest.mark.parametrize("flow", FLOWS)
def test_signing_in_every_way_logs_nothing_secret(
    flow: str, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str], metric: Metric
) -> None:
    caplog.set_level(logging.DEBUG)
    shown, sent = bridge.run(sign_in_and_out(flow))
    assert b"canary-secret" in sent
    everything = caplog.text + shown + "".join(capsys.readouterr())
    found = sum(canary in everything for canary in (*CANARIES, "canary-id", "canary-device"))
    metric("C14", f"secrets found, signing in by {flow}", found, "= 0")


@pytest.mark.parametrize("way", [copy.copy, copy.deepcopy, pickle.dumps])
def test_a_session_and_its_parts_are_not_copied_with_their_secrets(
    way: Callable[[object], object], tmp_path: Path
) -> None:
    with served_realm(tmp_path) as world:
        keeper = bridge.run(password_sign_in(world.settings))
        session = open_session(world.settings, keeper, quiet=True)
        assert keeper._tokens is not None
        parts = (session, keeper, keeper._tokens, world.settings)
        for one in parts[: 2 if way is copy.copy else None]:  # shallow: the same secret as before
            with pytest.raises(TypeError):
                way(one)
        session.close()


CELLS = """
import logging
logging.basicConfig(level=logging.DEBUG, force=True)
import documine_nb as dm, os
from documine_nb.secrets import Secret
settings = dict(base_url=os.environ["BASE"], workspace="acme", client_id="notebook", quiet=True)
secret, address = Secret(os.environ.pop("SECOND")), Secret(os.environ.pop("ADDRESS"))
def pasted(_):
    return address.reveal()
---
%xmode Verbose
---
session = dm.connect(**settings, username="ada", flow="password")
session
---
repr(session.__dict__), session.who, session.session_expires_in
---
session.request("GET", "/api/users")
---
session.request("GET", "/api/nothing/here")
---
dm.connect(**settings, username="ada", password=secret, flow="password")
---
dm.connect(**settings, flow="paste", prompt=pasted)
---
dm.connect(**settings, client_secret=secret, flow="client_credentials")
---
session._keeper._tokens, session._keeper
---
import pickle; pickle.dumps(session)
---
session.logout(), session.close()
"""


@pytest.mark.kernel
@pytest.mark.fault("B96")
@pytest.mark.rule("C14")
@pytest.mark.parametrize("mode", ["Verbose", "Context"])
def test_an_executed_and_saved_notebook_holds_no_secret(
    tmp_path: Path, metric: Metric, mode: str
) -> None:
    with served_realm(tmp_path / "server") as world:
        world.identity.add_user("acme", "eve", PASSWORD)
        cells = CELLS.replace("Verbose", mode).replace('"ada"', '"eve"').strip().split("\n---\n")
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
        environ = {**os.environ, "BASE": world.settings.base_url, "DOCUMINE_PASSWORD": PASSWORD}
        environ["SECOND"] = "canary-secret"
        environ["ADDRESS"] = "http://127.0.0.1/callback?code=canary.pasted.code&state=x"
        client = NotebookClient(notebook, allow_errors=True, timeout=60, store_widget_state=True)
        client.execute(env=environ)
        saved = nbformat.writes(notebook)
        (tmp_path / "saved.ipynb").write_text(saved)
    outputs = json.dumps([cell.outputs for cell in notebook.cells])
    assert "Eve" in outputs or "eve" in outputs
    assert outputs.count("LoginRequiredError") >= 2
    found = sum(saved.count(canary) for canary in CANARIES)
    found += saved.count("eyJ")  # how every token begins that is a JWT
    metric("C14", f"secrets found in the notebook, %xmode {mode}", found, "= 0")


def test_children_see_no_secret(tmp_path: Path, metric: Metric) -> None:
    with served_realm(tmp_path) as world:
        world.identity.add_user("acme", "eve", PASSWORD)
        settings = replace(world.settings, username="eve", password=Secret(PASSWORD))
        keeper = bridge.run(password_sign_in(settings))
        token = bridge.run(keeper.access_token()).reveal()
        with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
            folder = Path(f"/proc/{child.pid}")
            seen = (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()
            seen += Path("/proc/self/cmdline").read_bytes()
            seen += Path("/proc/self/environ").read_bytes()
            child.communicate(b"\n")
        bridge.run(keeper.aclose())
    assert isinstance(settings, ConnectSettings)
    found = sum(seen.count(secret.encode()) for secret in (PASSWORD, token))
    metric("C14", "secrets found in /proc of children", found, "= 0")
