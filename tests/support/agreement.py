"""What an identity server did in a case, what it should have done, and the table of both."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
from support.provider import Provider


@dataclass(frozen=True)
class Outcome:
    """What can be seen of an answer: `kind` is json, page, redirect, text or empty."""

    status: int
    kind: str
    error: str = ""
    said: str = ""
    facts: tuple[str, ...] = ()

    def __str__(self) -> str:
        words = [str(self.status), self.kind, self.error, f'"{self.said}"' if self.said else ""]
        return " ".join(word for word in (*words, ", ".join(self.facts)) if word)


@dataclass(frozen=True)
class Case:
    """A question to an identity server, Keycloak's answer, and ours where it differs."""

    name: str
    ask: Callable[[Provider], httpx.Response | Outcome]
    answer: Outcome
    ours: Outcome | None = None
    why: str = ""
    faults: tuple[str, ...] = ()

    def expected(self, provider: str) -> Outcome:
        return self.ours if self.ours is not None and provider == "embedded" else self.answer

    def seen(self, provider: Provider) -> Outcome:
        found = self.ask(provider)
        return found if isinstance(found, Outcome) else outcome(found)


def outcome(answer: httpx.Response, *facts: str) -> Outcome:
    """Read an answer."""
    kind, fields = _read(answer)
    error, said = (str(fields.get(name, "")) for name in ("error", "error_description"))
    return Outcome(answer.status_code, kind, error, said, facts)


def _read(answer: httpx.Response) -> tuple[str, dict[str, Any]]:
    content_type = answer.headers.get("content-type", "")
    if answer.is_redirect:
        parts = urlsplit(answer.headers["location"])
        return "redirect", dict(parse_qsl(parts.query or parts.fragment))
    if not answer.content:
        return "empty", {}
    if content_type.startswith("text/html"):
        return "page", {}
    if "json" in content_type:
        body = answer.json()
        return "json", body if isinstance(body, dict) else {}
    return "text", {}


class Agreement:
    """The table: which server answered how, and why one of ours may differ."""

    def __init__(self) -> None:
        self._rows: dict[str, tuple[Case, dict[str, Outcome]]] = {}

    def note(self, case: Case, provider: str, seen: Outcome) -> None:
        self._rows.setdefault(case.name, (case, {}))[1][provider] = seen

    def rows(self) -> list[dict[str, Any]]:
        """Return the cases that were put to both."""
        return [
            {
                "case": case.name,
                "faults": list(case.faults),
                "keycloak": asdict(seen["keycloak"]),
                "embedded": asdict(seen["embedded"]),
                "agree": seen["keycloak"] == seen["embedded"],
                "why": "" if seen["keycloak"] == seen["embedded"] else case.why,
            }
            for case, seen in self._rows.values()
            if {"keycloak", "embedded"} <= set(seen)
        ]

    def lines(self) -> Iterable[str]:
        """Write the table in Markdown."""
        yield "| case | both, or Keycloak | embedded server, where it differs | why |"
        yield "| --- | --- | --- | --- |"
        both = (row for row in self._rows.values() if {"keycloak", "embedded"} <= set(row[1]))
        for case, seen in both:
            theirs, ours = seen["keycloak"], seen["embedded"]
            differs = "" if theirs == ours else str(ours)
            why = case.why if differs else ""
            yield f"| {case.name} | {theirs} | {differs} | {why} |"

    def write(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        text = json.dumps(self.rows(), indent=1)
        (folder / "keycloak-agreement.json").write_text(f"{text}\n")
        table = "\n".join(self.lines())
        (folder / "keycloak-agreement.md").write_text(f"{table}\n")
