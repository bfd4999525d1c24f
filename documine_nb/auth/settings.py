"""Everything a connection needs: from arguments, the environment, or a named profile.

The first that says something wins: argument, environment variable, profile. :data:`FIELDS` is the
table of all names; README shows it.
"""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from documine_nb.errors import ConfigError
from documine_nb.secrets import Secret
from documine_nb.transport.endpoint import Endpoint

__all__ = ["FIELDS", "ConnectSettings", "Field", "load_settings", "profiles_path"]


class Field(NamedTuple):
    """One row of the table of settings.

    Attributes
    ----------
    argument : str
        The keyword of ``connect``, and the key in a profile.
    placeholder : str
        What the service's introduction calls it.
    environment : str
        The environment variable.
    help : str
        What it is.
    secret : bool
        Whether it is kept from sight.
    """

    argument: str
    placeholder: str
    environment: str
    help: str
    secret: bool = False

    @property
    def key(self) -> str:
        """The key in a profile."""
        return self.argument


# fmt: off
FIELDS: tuple[Field, ...] = (
    Field("base_url", "${base_url}", "DOCUMINE_URL",
          "address of the service, such as https://acme.documine.example"),
    Field("workspace", "<workspace_id>", "DOCUMINE_WORKSPACE",
          "the workspace's id, not its display name"),
    Field("client_id", "<client_id>", "DOCUMINE_CLIENT_ID",
          "the client id of your instance; ask DocuMine support for it"),
    Field("client_secret", "<client_secret>", "DOCUMINE_CLIENT_SECRET",
          "the client's secret, where your instance issued one", secret=True),
    Field("username", "<username>", "DOCUMINE_USERNAME",
          "for flow='password': a technical user of your workspace"),
    Field("password", "<password>", "DOCUMINE_PASSWORD",
          "for flow='password': its local DocuMine password", secret=True),
    Field("auth_path", "${auth_path}", "DOCUMINE_AUTH_PATH",
          "path or address of the authorization endpoint, where it is not the usual one"),
    Field("token_path", "${token_path}", "DOCUMINE_TOKEN_PATH",
          "path or address of the token endpoint, where it is not the usual one"),
    Field("redirect_uri", "<redirect_uri>", "DOCUMINE_REDIRECT_URI",
          "where the browser is sent back to, where your client allows one address only"),
    Field("scope", "<scope>", "DOCUMINE_SCOPE", "OAuth scope; openid by default"),
    Field("ca_bundle", "", "DOCUMINE_CA_BUNDLE",
          "PEM file of your network's own certificate authority"),
    Field("timeout", "", "DOCUMINE_TIMEOUT", "seconds of silence before a call is given up; 30"),
)
# fmt: on
"""Every setting: argument, the introduction's placeholder, environment variable, meaning."""

_BY_NAME = {row.argument: row for row in FIELDS}
_OTHERS_CAN_READ = stat.S_IRGRP | stat.S_IROTH | stat.S_IWGRP | stat.S_IWOTH


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


def profiles_path() -> Path:
    """Return the file of named profiles in the platform's folder for settings."""
    import platformdirs  # noqa: PLC0415 -- only needed by those who keep profiles

    return Path(platformdirs.user_config_dir("documine_nb", appauthor=False)) / "profiles.toml"


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
    environ = os.environ if environ is None else environ
    profile = profile or environ.get("DOCUMINE_PROFILE") or None
    kept = _read_profile(profile, profiles or profiles_path()) if profile else {}
    found: dict[str, Any] = {}
    for row in FIELDS:
        for value in (arguments.get(row.argument), environ.get(row.environment), kept.get(row.key)):
            if value is not None and value != "":
                found[row.argument] = _converted(row, value)
                break
    for name in ("base_url", "workspace", "client_id"):
        found.setdefault(name, "")
    return ConnectSettings(uds=uds, asgi=asgi, **found)


def _converted(row: Field, value: Any) -> Any:
    if row.secret:
        return Secret(value)
    if row.argument == "ca_bundle":
        return Path(value).expanduser()
    if row.argument == "timeout":
        try:
            return float(value)
        except ValueError:
            raise ConfigError(
                f"timeout={value!r} is not a number", cure="Give seconds, such as 30."
            ) from None
    return str(value)


def _read_profile(name: str, path: Path) -> Mapping[str, Any]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        tables = tomllib.loads(text)
    except FileNotFoundError:
        raise ConfigError(
            f"there is no profile {name!r}: the file {str(path)!r} does not exist",
            cure=f"Make it, with a table [{name}] that holds base_url, workspace and client_id.",
        ) from None
    except (OSError, ValueError) as error:
        # tomllib's errors show a position, not the line's text.
        raise ConfigError(
            f"the profiles in {str(path)!r} cannot be read: {error}", cure="Mend the file."
        ) from None
    table = tables.get(name)
    if not isinstance(table, dict):
        names = sorted(key for key, value in tables.items() if isinstance(value, dict))
        raise ConfigError(
            f"there is no profile {name!r} in {str(path)!r}",
            cure=f"There are: {', '.join(names)}." if names else "The file has no profile yet.",
        )
    _check_keys(name, table)
    _check_mode(path, table)
    return table


def _check_keys(name: str, table: Mapping[str, Any]) -> None:
    unknown = sorted(set(table) - {row.key for row in FIELDS})
    if unknown:
        raise ConfigError(
            f"profile {name!r} holds the unknown key {unknown[0]!r}",
            cure=f"There are: {', '.join(row.key for row in FIELDS)}.",
        )


def _check_mode(path: Path, table: Mapping[str, Any]) -> None:
    holds = [row.key for row in FIELDS if row.secret and table.get(row.key)]
    # Windows keeps the folder of settings to its user by itself, and has no such modes.
    if not holds or os.name == "nt":
        return
    if path.stat().st_mode & _OTHERS_CAN_READ:
        raise ConfigError(
            f"{str(path)!r} holds a {holds[0]} and can be read by other users",
            cure=f"Run: chmod 600 {path}  -- or keep it in {_BY_NAME[holds[0]].environment}.",
        )
