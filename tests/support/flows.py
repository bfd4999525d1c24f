"""Sign-ins by one way, started: what `open_sign_in` does once it has chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from documine_nb.auth.flows import CodeSignIn, DeviceSignIn, Door
from documine_nb.auth.settings import ConnectSettings
from documine_nb.clock import SYSTEM_CLOCK, Clock

F = TypeVar("F", CodeSignIn, DeviceSignIn)


async def open_code_sign_in(
    settings: ConnectSettings, *, listen: bool = True, clock: Clock = SYSTEM_CLOCK
) -> CodeSignIn:
    """Find the login server and start a sign-in by browser; its ``address`` is ready to open."""
    door = await Door.find(settings, clock=clock)
    return await _started(door, lambda: CodeSignIn(door, listen=listen))


async def open_device_sign_in(
    settings: ConnectSettings, *, clock: Clock = SYSTEM_CLOCK
) -> DeviceSignIn:
    """Find the login server and ask for a code; ``address`` and ``user_code`` are ready to show."""
    door = await Door.find(settings, clock=clock)
    return await _started(door, lambda: DeviceSignIn(door))


async def _started(door: Door, make: Callable[[], F]) -> F:
    try:
        flow = make()
        await flow.start()
    except BaseException:
        await door.aclose()
        raise
    return flow
