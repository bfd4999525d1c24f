"""Identity servers on real sockets: one Keycloak for the whole run, and the embedded one."""

from __future__ import annotations

import os
from collections.abc import Iterator

import httpx
import pytest
from support import keycloak
from support.agreement import Agreement
from support.keycloak import Keycloak
from support.provider import Provider
from support.provider_embedded import embedded_provider
from support.provider_keycloak import KeycloakProvider

AGREEMENT = pytest.StashKey[Agreement]()
LEFT_OUT = pytest.StashKey[int]()
ABSENT = "Keycloak needs Java (and Maven, to fetch it)"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    real = [item for item in items if _needs_keycloak(item)]
    if keycloak.is_at_hand() or not real:
        return
    if "CI" in os.environ:
        raise pytest.UsageError(f"{ABSENT}: continuous integration must have both.")
    config.stash[LEFT_OUT] = len(real)
    config.hook.pytest_deselected(items=real)
    items[:] = [item for item in items if item not in real]


def _needs_keycloak(item: pytest.Item) -> bool:
    parameters = item.callspec.params if hasattr(item, "callspec") else {}
    fixtures = getattr(item, "fixturenames", ())
    return parameters.get("provider") == "keycloak" or "keycloak_server" in fixtures


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    if config.stash.get(LEFT_OUT, 0):
        left_out = config.stash[LEFT_OUT]
        terminalreporter.section("Keycloak")
        terminalreporter.write_line(f"{ABSENT}: {left_out} tests with it were left out.")
    table = config.stash.get(AGREEMENT, None)
    if table is None or not table.rows():
        return
    table.write(keycloak.ROOT / "build")
    rows = table.rows()
    agreeing = sum(row["agree"] for row in rows)
    terminalreporter.section("Agreement of the embedded identity server with Keycloak")
    for line in table.lines():
        terminalreporter.write_line(line)
    terminalreporter.write_line(
        f"{len(rows)} cases: {agreeing} alike, {len(rows) - agreeing} different for a reason."
    )


@pytest.fixture(scope="session")
def agreement(pytestconfig: pytest.Config) -> Agreement:
    return pytestconfig.stash.setdefault(AGREEMENT, Agreement())


@pytest.fixture(scope="session")
def keycloak_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keycloak]:
    with keycloak.running(tmp_path_factory.mktemp("keycloak")) as server:
        yield server


@pytest.fixture(scope="session")
def real(keycloak_server: Keycloak) -> Iterator[KeycloakProvider]:
    with httpx.Client(trust_env=False, timeout=30) as http:
        yield KeycloakProvider(keycloak_server, http)


@pytest.fixture(scope="session")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with embedded_provider(tmp_path_factory.mktemp("embedded")) as provider:
        yield provider


@pytest.fixture(scope="session", params=["keycloak", "embedded"])
def provider(request: pytest.FixtureRequest) -> Provider:
    name = {"keycloak": "real", "embedded": "embedded"}[request.param]
    found: Provider = request.getfixturevalue(name)
    return found
