"""The sessions of this process: one a service, made when a task first needs it, then kept."""

from __future__ import annotations

import os
import threading
import weakref
from typing import Any, cast

from documine_nb.auth.flows import Again
from documine_nb.bridge import run
from documine_nb.connecting import open_session
from documine_nb.errors import ConfigError
from documine_nb.scale.reference import ServiceReference
from documine_nb.session import Session

__all__ = ["lend", "session_for"]

_lent: weakref.WeakValueDictionary[str, Session] = weakref.WeakValueDictionary()
_made: dict[tuple[int, str], Session] = {}
_lock = threading.Lock()


def lend(session: Session) -> str:
    """Let tasks that run in this process use a session; returns its id for references."""
    key = f"{os.getpid()}-{id(session)}"
    _lent[key] = session
    return key


def session_for(reference: ServiceReference) -> Session:
    """Return a signed-in session: the user's own where this is its process, else one kept here."""
    lent = _lent.get(reference.session_id)
    if lent is not None and lent.is_signed_in:
        return lent
    if reference.sign_in.plugin is not None:
        return _of_plugin(reference.sign_in.plugin)
    key = os.getpid(), repr((reference.settings, reference.uds, reference.sign_in))
    with _lock:  # a process with many threads signs in once
        session = _made.get(key)
        if session is None or not session.is_signed_in:
            session = _made[key] = run(_signed_in(reference))
        return session


async def _signed_in(reference: ServiceReference) -> Session:
    settings, flow = reference.load()
    again = Again(settings, flow=flow, quiet=True)
    keeper = await again()
    keeper.again = again
    return open_session(settings, keeper, quiet=True)


def _of_plugin(name: str) -> Session:
    from distributed import get_worker  # noqa: PLC0415 -- optional; there where tasks are

    plugin: Any = get_worker().plugins.get(name)
    if plugin is None:
        raise ConfigError(
            f"this worker has no plugin {name!r}",
            cure="Register it first: client.register_plugin(plugin, name=...).",
        )
    return cast("Session", plugin.session())
