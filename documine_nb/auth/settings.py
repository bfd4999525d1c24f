"""Everything a connection needs: from arguments, the environment, or a named profile.

The first that says something wins: argument, environment variable, profile.
:data:`~documine_nb.auth.fields.FIELDS` is the table of all names.
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from documine_nb.auth.fields import FIELDS, Field
from documine_nb.auth.profiles import profiles_path, read_profile
from documine_nb.errors import ConfigError
from documine_nb.secrets import Secret
from documine_nb.transport.endpoint import Endpoint

__all__ = ["FIELDS", "ConnectSettings", "Field", "hidden", "load_settings", "profiles_path"]

_BY_NAME = {row.argument: row for row in FIELDS}


@dataclass(frozen=True)
class ConnectSettings:
    """What a connection needs, checked.

    Attributes are those of :data:`FIELDS`; further ones:

    Attributes
    ----------
    uds : Path or None
        A Unix socket the service listens on.
    asgi : object or None
        An ASGI application that is the service.
    """

    base_url: str
    workspace: str
    client_id: str
    client_secret: Secret | None = None
    username: str | None = None
    password: Secret | None = None
    auth_path: str | None = None
    token_path: str | None = None
    redirect_uri: str | None = None
    scope: str = "openid"
    ca_bundle: Path | None = None
    timeout: float = 30.0
    uds: Path | None = None
    asgi: object | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self._require("base_url", "Give the address of the service, or use dm.demo().")
        self._require("workspace", "Give the workspace's id.")
        self._require(
            "client_id", "Ask DocuMine support for the client id of your workspace's instance."
        )
        for name in ("client_secret", "password"):
            value = getattr(self, name)
            if value is not None:
                object.__setattr__(self, name, Secret(value))
        if "/" in self.workspace or self.workspace != self.workspace.strip():
            raise ConfigError(
                f"{self.workspace!r} is not a workspace id",
                cure="Give the id as it stands in the addresses of your workspace.",
            )
        object.__setattr__(self, "base_url", self.endpoint.base_url)

    def _require(self, name: str, cure: str) -> None:
        if getattr(self, name):
            return
        row = _BY_NAME[name]
        raise ConfigError(
            f"{name} is missing",
            cure=f"{cure} It is given as {name}=, as the environment variable {row.environment}, "
            f"or as {name} in a profile.",
        )

    @property
    def endpoint(self) -> Endpoint:
        """The way to the service."""
        return Endpoint(self.base_url, ca_bundle=self.ca_bundle, uds=self.uds, asgi=self.asgi)


def load_settings(
    *,
    profile: str | None = None,
    environ: Mapping[str, str] | None = None,
    profiles: Path | None = None,
    uds: Path | None = None,
    asgi: object | None = None,
    **arguments: Any,
) -> ConnectSettings:
    """Collect the settings of a connection.

    Parameters
    ----------
    profile : str, optional
        A table of the profiles file; ``DOCUMINE_PROFILE`` names it too.
    environ : mapping, optional
        The environment; that of the process by default.
    profiles : Path, optional
        The profiles file; that of :func:`profiles_path` by default.
    uds, asgi : optional
        See :class:`ConnectSettings`.
    **arguments
        Any of :data:`FIELDS`; None stands for "not given".

    Raises
    ------
    ConfigError
        Where something is missing, unknown, or unsafe.

    Examples
    --------
    >>> settings = load_settings(
    ...     base_url="https://acme.documine.example",
    ...     environ={"DOCUMINE_WORKSPACE": "acme", "DOCUMINE_CLIENT_ID": "notebooks"},
    ... )
    >>> settings.workspace, settings.scope
    ('acme', 'openid')
    """
    unknown = sorted(set(arguments) - set(_BY_NAME))
    if unknown:
        raise ConfigError(
            f"unknown setting {unknown[0]!r}", cure=f"There are: {', '.join(_BY_NAME)}."
        )
    given = {row.argument: _taken(row, arguments.get(row.argument)) for row in FIELDS}
    environ = os.environ if environ is None else environ
    named = {row.argument: _taken(row, environ.get(row.environment)) for row in FIELDS}
    profile = profile or environ.get("DOCUMINE_PROFILE") or None
    arguments, environ = {}, None  # from here on errors are raised, and locals may be shown
    kept = read_profile(profile, profiles or profiles_path()) if profile else {}
    found: dict[str, Any] = {}
    for row in FIELDS:
        for value in (given[row.argument], named[row.argument], kept.get(row.key)):
            if value is not None and value != "":
                found[row.argument] = _converted(row, value)
                break
    for name in ("base_url", "workspace", "client_id"):
        found.setdefault(name, "")
    return ConnectSettings(uds=uds, asgi=asgi, **found)


def hidden(value: object) -> Secret | None:
    """Return a secret that shows itself nowhere; None where there is none.

    Examples
    --------
    >>> hidden("swordfish"), hidden(Secret("swordfish")), hidden("")
    (Secret('***'), Secret('***'), None)
    """
    if isinstance(value, Secret):
        return value
    return None if value is None or value == "" else Secret(str(value))


def _taken(row: Field, value: Any) -> Any:
    return hidden(value) if row.secret else value


def _converted(row: Field, value: Any) -> Any:
    if row.secret:
        return value
    if row.argument == "ca_bundle":
        return Path(value).expanduser()
    if row.argument == "timeout":
        return _positive(value)
    return str(value)


def _positive(value: Any) -> float:
    try:
        seconds = float(value)
    except (TypeError, ValueError):
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise ConfigError(
            f"timeout={value!r} is not a number above 0", cure="Give seconds, such as 30."
        )
    return seconds
