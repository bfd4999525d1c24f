"""The page that ends a sign-in, in a real browser."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from support.browsing import browser_page
from support.metrics import Metric

from documine_nb import bridge
from documine_nb.auth.loopback import LoopbackReceiver
from documine_nb.errors import LoginRequiredError
from documine_nb.secrets import Secret

PAYLOADS = [
    "<script>document.title='fired'</script>",
    "<img src=x onerror=\"document.title='fired'\">",
    '"><svg onload="document.title=\'fired\'">',
    "</p><iframe srcdoc=\"<script>top.document.title='fired'</script>\">",
    "<meta http-equiv=refresh content=\"0;url=javascript:document.title='fired'\">",
]


@pytest.mark.browser
@pytest.mark.fault("B19")
def test_nothing_that_a_callback_brings_is_run(metric: Metric) -> None:
    fired = 0
    with browser_page() as page:
        for payload in PAYLOADS:

            def refuse(query: str, said: str = payload) -> Secret:
                del query
                raise LoginRequiredError(f"the sign-in failed: {said}")

            receiver = LoopbackReceiver(refuse)
            address = bridge.run(receiver.start())
            page.goto(f"{address}?error=x&error_description={quote(payload)}")
            page.wait_for_load_state("networkidle")
            assert payload in page.inner_text("body")
            fired += page.title() == "fired"
            bridge.run(receiver.aclose())
    metric("B19", "scripts fired in Chromium", fired, "= 0")
