"""For scripts pasted into a notebook that call ``asyncio.run()`` themselves; never for our use."""

from __future__ import annotations

import asyncio
import importlib
import importlib.metadata
import re
import sys
from collections.abc import Mapping

from documine_nb.errors import ConfigError

__all__ = ["allow_nested_loops"]

MAINTAINED = "nest-asyncio2"
ORIGINAL = "nest-asyncio"
FIRST_SOUND = (1, 7, 3)  # of nest-asyncio2; before, and in nest-asyncio, queued cells are lost
FIRST_SHARING_KERNEL = (7,)  # from ipykernel 7 on, queued cells share one context


def allow_nested_loops() -> str:
    """Let your own code call ``asyncio.run()`` where an event loop is running, as in a notebook.

    Nothing in this toolkit needs it. It patches asyncio for the whole process until that ends: use
    it for scripts you cannot change to ``await``.

    Returns
    -------
    str
        One line: what was done, and what no longer holds.

    Raises
    ------
    ConfigError
        If it would not be safe here: queued cells would silently be dropped, or the running loop
        cannot be patched. Nothing was changed then.

    Examples
    --------
    >>> print(allow_nested_loops())  # doctest: +SKIP
    Nested event loops are on (nest-asyncio2 1.7.4): asyncio.run() works inside a running loop. ...
    """
    _refuse_unpatchable_loop()
    kernel = _running_kernel()
    installed = _installed()
    earlier = _applied_earlier()
    package = earlier or choose(kernel, installed)
    if earlier and not is_safe(earlier, installed.get(earlier, "0"), kernel):
        raise ConfigError(
            f"other code has already applied {earlier} here, and on ipykernel {kernel} it makes "
            "'Run All' drop queued cells",
            cure="Restart the kernel, leave that code out, and call allow_nested_loops() instead.",
        )
    importlib.import_module(package.replace("-", "_")).apply()
    state = "were on already" if earlier else "are on"
    return (
        f"Nested event loops {state} ({package} {installed.get(package, 'unknown')}): "
        "asyncio.run() works inside a running loop. "
        "Interrupting the kernel no longer stops a job started that way."
    )


def choose(kernel: str | None, installed: Mapping[str, str]) -> str:
    """Return the package to apply, given the running ipykernel's version and what is installed."""
    for package in (MAINTAINED, ORIGINAL):
        if package in installed and is_safe(package, installed[package], kernel):
            return package
    if ORIGINAL in installed or MAINTAINED in installed:
        found = " and ".join(f"{name} {version}" for name, version in installed.items())
        raise ConfigError(
            f"{found} cannot be used on ipykernel {kernel}: 'Run All' would silently drop queued "
            "cells, and clicks on buttons would be lost; nothing was changed",
            cure="Install nest-asyncio2 1.7.3 or newer, or write `await main()` in the cell.",
        )
    raise ConfigError(
        "neither nest-asyncio2 nor nest-asyncio is installed; nothing was changed",
        cure="Install nest-asyncio2 1.7.3 or newer, or write `await main()` in the cell.",
    )


def is_safe(package: str, version: str, kernel: str | None) -> bool:
    """Say whether `package` loses nothing on this kernel (None: no ipykernel)."""
    if kernel is None or _numbers(kernel) < FIRST_SHARING_KERNEL:
        return True
    return package == MAINTAINED and _numbers(version) >= FIRST_SOUND


def _refuse_unpatchable_loop() -> None:
    try:
        kind = type(asyncio.get_running_loop())
    except RuntimeError:
        return
    if not issubclass(kind, asyncio.BaseEventLoop):
        raise ConfigError(
            f"the running event loop is a {kind.__module__}.{kind.__qualname__}, "
            "which cannot be nested; nothing was changed",
            cure="Run on asyncio's own loop (without uvloop), or write `await main()`.",
        )


def _running_kernel() -> str | None:
    # Only a kernel that is running has been imported: nothing is imported to find out.
    kernelapp = sys.modules.get("ipykernel.kernelapp")
    if kernelapp is None or not kernelapp.IPKernelApp.initialized():
        return None
    return str(sys.modules["ipykernel"].__version__)


def _installed() -> dict[str, str]:
    versions = {}
    for package in (MAINTAINED, ORIGINAL):
        try:
            versions[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    return versions


def _applied_earlier() -> str | None:
    # Both packages leave these marks on asyncio, to find each other.
    if not hasattr(asyncio, "_nest_patched"):
        return None
    return MAINTAINED if hasattr(asyncio, "_nest_asyncio2") else ORIGINAL


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)[:3])
