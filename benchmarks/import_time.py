"""What importing a module costs in a fresh process: ``import_time.py MODULE``."""

from __future__ import annotations

import importlib
import json
import sys
import time

start = time.perf_counter()
importlib.import_module(sys.argv[1])
print(json.dumps({"seconds": time.perf_counter() - start}))
