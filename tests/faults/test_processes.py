"""Several processes, one kept sign-in, a server that ends the session on a second use."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from support.metrics import IS_LONG, Metric
from support.realm_served import served_realm

from documine_nb import bridge
from documine_nb.auth.flows import sign_in
from documine_nb.auth.store import open_store

CHILD = Path(__file__).parents[1] / "support" / "storm_child.py"
LIFE = 2


@pytest.mark.fault("B3")
@pytest.mark.rule("C11")
@pytest.mark.timeout(120)
def test_processes_that_share_a_sign_in_renew_it_one_at_a_time(
    tmp_path: Path, metric: Metric
) -> None:
    seconds, processes = (12, 8) if IS_LONG else (4, 3)
    with served_realm(
        tmp_path / "server", rotate_refresh_tokens=True, access_token_lifetime=LIFE
    ) as world:
        store = open_store("file", folder=tmp_path / "kept")
        keeper = bridge.run(
            sign_in(world.settings, flow="password", store=store, show=lambda _: None)
        )
        bridge.run(keeper.aclose())
        arguments = [world.settings.base_url, str(tmp_path / "kept"), str(seconds), "8"]
        children = [
            subprocess.Popen(
                [sys.executable, str(CHILD), *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for _ in range(processes)
        ]
        for child in children:
            assert child.stdout is not None
            assert child.stdout.readline() == "ready\n"
        outcomes: Counter[str] = Counter()
        before = world.token_calls
        with ThreadPoolExecutor(processes) as pool:
            for said, _ in pool.map(lambda child: child.communicate("go\n", 100), children):
                outcomes.update(json.loads(said))
        refreshes = world.token_calls - before
    calls = sum(outcomes.values())
    assert calls >= processes * 8, outcomes
    metric("B3", f"served % of {processes} processes x 8", 100 * outcomes["ok"] / calls, "= 100")
    # Tokens are renewed ahead of their end, when nine tenths of their life are over.
    step = 0.9 * LIFE
    name = f"refreshes ({seconds} s / {step:g} s + 1)"
    metric("B3", name, refreshes, f"<= {int(seconds / step) + 1}")
