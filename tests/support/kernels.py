"""Real Jupyter kernels, of the installed ipykernel or of a release brought for the test."""

from __future__ import annotations

import os
import queue
import re
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jupyter_client.manager import KernelManager

TESTS = Path(__file__).parents[1]
BROUGHT = TESTS.parent / "build" / "kernels"
NEWEST = "newest"

COLOURS = re.compile(r"\x1b\[[0-9;]*m")

Message = dict[str, Any]


@dataclass
class Outcome:
    """What came of one cell."""

    status: str
    seconds: float
    messages: list[Message] = field(default_factory=list)

    @property
    def printed(self) -> str:
        return "".join(_contents(self.messages, "stream", "text"))

    @property
    def error(self) -> str | None:
        return next(iter(_contents(self.messages, "error", "ename")), None)

    @property
    def error_text(self) -> str:
        return "".join(_contents(self.messages, "error", "evalue"))

    @property
    def traceback(self) -> str:
        lines = _contents(self.messages, "error", "traceback")
        return COLOURS.sub("", "\n".join("\n".join(block) for block in lines))


class Kernel:
    """A running kernel, and what it has said so far, by the cell that made it say so."""

    def __init__(self, manager: KernelManager) -> None:
        self._manager = manager
        self._client = manager.client()
        self._said: dict[str, list[Message]] = defaultdict(list)
        self._replies: dict[str, Message] = {}
        self._client.start_channels()
        self._client.wait_for_ready(timeout=60)

    def close(self) -> None:
        self._client.stop_channels()
        self._manager.shutdown_kernel(now=True)

    def send(self, code: str) -> str:
        """Queue a cell as a front end does; return its id."""
        return str(self._client.execute(code))

    def run(self, code: str, timeout: float = 30.0) -> Outcome:
        """Run one cell to its end."""
        return self.finish(self.send(code), timeout)

    def interrupt(self) -> None:
        self._manager.interrupt_kernel()

    def finish(self, cell: str, timeout: float = 30.0) -> Outcome:
        """Wait until `cell` has ended, its last message included."""
        started = time.monotonic()
        self.until(cell, _is_idle, timeout)
        deadline = time.monotonic() + timeout
        while cell not in self._replies:
            reply = self._client.get_shell_msg(timeout=max(0.01, deadline - time.monotonic()))
            self._replies[reply["parent_header"]["msg_id"]] = reply
        status = self._replies.pop(cell)["content"]["status"]
        return Outcome(status, time.monotonic() - started, self._said.pop(cell))

    def until(self, cell: str, reached: Callable[[Message], bool], timeout: float = 30.0) -> None:
        """Wait until `cell` has made the kernel say something for which `reached` holds."""
        deadline = time.monotonic() + timeout
        while not any(map(reached, self._said[cell])):
            left = deadline - time.monotonic()
            try:
                message = self._client.get_iopub_msg(timeout=max(0.01, left))
            except queue.Empty:
                heard = [said["msg_type"] for said in self._said[cell]]
                raise AssertionError(f"not within {timeout} s; the cell said {heard}") from None
            self._said[message["parent_header"].get("msg_id", "")].append(message)


@contextmanager
def kernel(ipykernel: str = NEWEST) -> Iterator[Kernel]:
    """Start a kernel that can import the tests' `support`, and end it."""
    paths = [str(TESTS), os.environ.get("PYTHONPATH", "")]
    if ipykernel != NEWEST:
        paths.insert(0, str(_bring(ipykernel)))
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
        cwd=str(TESTS.parent),
    )
    try:
        running = Kernel(manager)
        try:
            yield running
        finally:
            running.close()
    finally:
        if manager.has_kernel:
            manager.shutdown_kernel(now=True)


def _bring(release: str) -> Path:
    # Its dependencies are those of the installed ipykernel, which asks for more of them.
    folder = BROUGHT / f"ipykernel-{release}"
    if not (folder / "ipykernel").is_dir():
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
        subprocess.run([*pip, "--target", str(folder), f"ipykernel=={release}.*"], check=True)
    return folder


def _contents(messages: list[Message], kind: str, key: str) -> list[Any]:
    return [said["content"][key] for said in messages if said["msg_type"] == kind]


def _is_idle(message: Message) -> bool:
    state = message["content"].get("execution_state")
    return message["msg_type"] == "status" and bool(state == "idle")
