"""Planned faults: a server that fails on request, for tests only (``ServerSettings.faults``).

``POST /__faults`` takes a list of faults for each operationId, ``GET`` says which are used up and
which are left, ``DELETE`` forgets them all. A header ``X-Fault-Plan`` with one fault as JSON makes
just that request fail. Besides the operations of the contract, the sign-in's addresses have names:
``token``, ``auth``, ``certs``, ``userinfo``, ``logout`` and ``metadata``.

A fault has these fields, all of them optional:

================  ================================================================================
``status``        answer with this status instead of asking the application
``headers``       a map, or a list of pairs where a name comes twice
``body``          a text, or anything else to be sent as JSON
``body_base64``   the body's bytes
``retry_after``   the value of ``Retry-After``; without a status the answer is a 503
``delay``         seconds to wait before the request is handled
``cut``           close the connection after that many bytes of the answer's body
``reset``         ``"before"`` (or true): reset the connection before the request is handled;
                  ``"after"``: handle it, then reset before the first byte of the answer; together
                  with ``cut``: reset instead of closing
``garbage``       send this text instead of HTTP, and close
``times``         how often; once if not said
================  ================================================================================

Without a socket (in-process) a cut, a reset and garbage are raised as ConnectionResetError.
"""

from __future__ import annotations

from documine_nb.server.faults.matching import operation_of
from documine_nb.server.faults.middleware import FaultPlanner
from documine_nb.server.faults.plan import Fault, FaultPlan, PlanError

__all__ = ["Fault", "FaultPlan", "FaultPlanner", "PlanError", "operation_of"]
