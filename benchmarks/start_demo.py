"""How long a newcomer waits for ``dm.demo()``: ``python start_demo.py bare|samples``.

From the import to a signed-in session, in a fresh process. With ``samples``, every sample report is
uploaded to the embedded server and processed first.
"""

from __future__ import annotations

import json
import sys
import time

start = time.perf_counter()
import documine_nb as dm  # noqa: E402 -- its import belongs to the wait

with dm.demo(samples=sys.argv[1] == "samples", quiet=True):
    seconds = time.perf_counter() - start
print(json.dumps({"seconds": seconds}))
