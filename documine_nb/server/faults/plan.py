"""What shall fail, how and how often; and what of it has happened."""

from __future__ import annotations

import base64
import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, Self

from documine_nb.server.faults.matching import NAMES

__all__ = ["Fault", "FaultPlan", "PlanError"]


class PlanError(ValueError):
    """A plan that makes no sense."""


@dataclass(frozen=True)
class Fault:
    """One fault, as the package's docstring describes it; ``None`` is "not said"."""

    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    delay: float = 0.0
    cut: int | None = None
    reset: Literal["before", "after"] | None = None
    garbage: bytes | None = None
    times: int = 1

    @property
    def is_answer(self) -> bool:
        """Whether the application is not asked at all."""
        return self.status is not None or self.body is not None

    @classmethod
    def from_json(cls, data: Any) -> Self:
        """Read a fault; raise PlanError where it says something unknown or impossible.

        Examples
        --------
        >>> Fault.from_json({"status": 429, "retry_after": 2}).headers
        (('Retry-After', '2'),)
        """
        if not isinstance(data, Mapping):
            raise PlanError(f"A fault is an object, not {data!r}")
        known = {field.name for field in fields(cls)} | {"body_base64", "retry_after"}
        if unknown := sorted(set(data) - known):
            raise PlanError(
                f"A fault has no {', '.join(unknown)}; it has {', '.join(sorted(known))}"
            )
        try:
            return cls(**_read(data))
        except (TypeError, ValueError) as error:
            raise PlanError(f"{data!r} is no fault: {error}") from error


def _read(data: Mapping[str, Any]) -> dict[str, Any]:
    read = {"headers": _headers(data.get("headers", {})), **_read_body(data)}
    if "retry_after" in data:
        read["headers"] += (("Retry-After", str(data["retry_after"])),)
        read["status"] = 503
    for name, kind in (("status", int), ("delay", float), ("cut", int), ("times", int)):
        if name in data:
            read[name] = kind(data[name])
    if "garbage" in data:
        read["garbage"] = str(data["garbage"]).encode()
    if data.get("reset"):
        read["reset"] = "before" if data["reset"] is True else data["reset"]
    if read.get("reset", "before") not in {"before", "after"}:
        raise ValueError('reset is "before" or "after"')
    if read.get("times", 1) < 1:
        raise ValueError("times counts from 1")
    return read


def _read_body(data: Mapping[str, Any]) -> dict[str, Any]:
    if "body_base64" in data:
        return {"body": base64.b64decode(data["body_base64"], validate=True)}
    body = data.get("body")
    if body is None or isinstance(body, str):
        return {} if body is None else {"body": body.encode("utf-8", "surrogatepass")}
    headers = {"Content-Type": "application/json", **dict(_headers(data.get("headers", {})))}
    return {"body": json.dumps(body).encode(), "headers": tuple(headers.items())}


def _headers(given: Any) -> tuple[tuple[str, str], ...]:
    pairs = given.items() if isinstance(given, Mapping) else given
    return tuple((str(name), str(value)) for name, value in pairs)


class FaultPlan:
    """Faults by operation, used up in the order in which they were planned.

    Examples
    --------
    >>> plan = FaultPlan()
    >>> plan.add({"getDossiers": [{"status": 503, "times": 2}]})
    >>> plan.take("getDossiers").status, plan.take("getUsers")
    (503, None)
    >>> plan.account()
    {'consumed': {'getDossiers': 1}, 'left': {'getDossiers': 1}}
    """

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Fault]] = {}
        self._consumed: dict[str, int] = {}

    def add(self, planned: Any) -> None:
        """Add faults; all of them or, where one is wrong (PlanError), none."""
        if not isinstance(planned, Mapping):
            raise PlanError("A plan maps operationIds to lists of faults")
        if unknown := sorted(set(planned) - NAMES):
            raise PlanError(f"No operation is called {', '.join(unknown)}")
        read = {name: _faults(given) for name, given in planned.items()}
        for name, faults in read.items():
            for fault in faults:
                self._waiting.setdefault(name, deque()).extend([fault] * fault.times)

    def take(self, name: str) -> Fault | None:
        """Use up the next fault of an operation."""
        waiting = self._waiting.get(name)
        if not waiting:
            return None
        self.note(name)
        return waiting.popleft()

    def note(self, name: str) -> None:
        """Count a fault as used up."""
        self._consumed[name] = self._consumed.get(name, 0) + 1

    def account(self) -> dict[str, dict[str, int]]:
        """Return how many faults of each operation are used up and left."""
        left = {name: len(faults) for name, faults in self._waiting.items() if faults}
        return {"consumed": dict(self._consumed), "left": left}

    def clear(self) -> None:
        """Forget everything."""
        self._waiting.clear()
        self._consumed.clear()


def _faults(given: Any) -> list[Fault]:
    if not isinstance(given, list):
        raise PlanError("The faults of an operation are a list")
    return [Fault.from_json(item) for item in given]
