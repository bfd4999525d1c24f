"""Small checks and spellings of what is sent. No I/O."""

from __future__ import annotations

import itertools
import json
import secrets
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import metadata

from documine_nb.contract import Operation
from documine_nb.errors import ConfigError

__all__ = [
    "check_header",
    "check_id",
    "encode_json",
    "fill_path",
    "further_headers",
    "request_ids",
    "user_agent",
]

_OURS = frozenset({"User-Agent", "Authorization", "X-Tenant-Id", "X-Request-Id"})


@cache
def user_agent() -> str:
    """Return how the toolkit names itself."""
    try:
        return f"documine_nb/{metadata.version('documine_nb')}"
    except metadata.PackageNotFoundError:  # run from a bare source tree
        return "documine_nb"


def check_header(name: str, value: str) -> None:
    """Refuse a header that no server can read or that would end early.

    Raises
    ------
    ConfigError
        For line breaks, other control characters, and anything outside ASCII.
    """
    if not (name and value and (name + value).isascii() and (name + value).isprintable()):
        raise ConfigError(
            f"the header {name!r} cannot carry this value",
            cure="Use plain ASCII without line breaks; a workspace is given by its id, not by "
            "its display name.",
        )


def further_headers(given: Mapping[str, str]) -> dict[str, str]:
    """Return a caller's headers in one spelling, without those that are ours to set.

    Raises
    ------
    ConfigError
        As :func:`check_header` does.

    Examples
    --------
    >>> further_headers({"accept": "text/csv", "authorization": "Bearer other"})
    {'Accept': 'text/csv'}
    """
    for name, value in given.items():
        check_header(name, value)
    spelled = {name.title(): value for name, value in given.items()}
    return {name: value for name, value in spelled.items() if name not in _OURS}


def request_ids() -> Iterator[str]:
    """Return ids that nobody else gives: a random one, counted on."""
    start = secrets.randbits(127)
    return (f"{number:032x}" for number in itertools.count(start))


def encode_json(value: object) -> tuple[bytes | None, dict[str, str]]:
    """Return a body and its headers; None for no body.

    Raises
    ------
    ConfigError
        Where the value has no JSON form.
    """
    if value is None:
        return None, {}
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        return text.encode(), {"Content-Type": "application/json"}
    except (TypeError, ValueError, RecursionError) as error:
        raise ConfigError(
            f"the body cannot be sent as JSON: {error}",
            cure="Use dicts, lists, text, finite numbers, booleans and None only.",
        ) from None


def check_id(operation: Operation, name: str, value: object) -> None:
    """Refuse an id that is empty or would lead to another path.

    Raises
    ------
    ConfigError
        With the operation and what the id is for.
    """
    if not isinstance(value, str) or value.strip(". ") == "":
        raise ConfigError(
            f"{operation.id}: {value!r} is not an id for {name}",
            cure="Give the id as the service lists it.",
        )


def fill_path(operation: Operation, ids: Mapping[str, str]) -> str:
    """Return the operation's path with its ids filled in.

    Raises
    ------
    ConfigError
        Where an id is missing, empty, or would lead to another path.
    """
    for name, value in ids.items():
        check_id(operation, name, value)
    try:
        return operation.fill(**ids)
    except KeyError as error:
        raise ConfigError(
            f"{operation.id} needs {error.args[0]}", cure=f"Its path is {operation.path}."
        ) from None
