"""Named profiles: tables of settings in one TOML file in the platform's folder for settings."""

from __future__ import annotations

import contextlib
import json
import os
import re
import stat
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from documine_nb.auth.fields import FIELDS
from documine_nb.errors import ConfigError, StorageError
from documine_nb.secrets import Secret

__all__ = ["profile_names", "profiles_path", "read_profile", "write_profile"]

_OTHERS_CAN_USE = stat.S_IRGRP | stat.S_IROTH | stat.S_IWGRP | stat.S_IWOTH
_BY_KEY = {row.key: row for row in FIELDS}
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def profiles_path() -> Path:
    """Return the file of named profiles in the platform's folder for settings."""
    import platformdirs  # noqa: PLC0415 -- only needed by those who keep profiles

    return Path(platformdirs.user_config_dir("documine_nb", appauthor=False)) / "profiles.toml"


def profile_names(path: Path | None = None) -> list[str]:
    """Return the names of the profiles that are kept; empty where the file cannot be read."""
    try:
        tables = _tables(path or profiles_path())
    except (FileNotFoundError, ConfigError):
        return []
    return sorted(key for key, value in tables.items() if isinstance(value, dict))


def read_profile(name: str, path: Path) -> Mapping[str, Any]:
    """Return the settings that a profile holds.

    Raises
    ------
    ConfigError
        Where there is no such profile, it holds an unknown key, or it holds a secret that other
        users of this machine can read.
    """
    try:
        tables = {key: _hidden(value) for key, value in _tables(path).items()}
    except FileNotFoundError:
        raise ConfigError(
            f"there is no profile {name!r}: the file {str(path)!r} does not exist",
            cure="Make it with: documine-nb login",
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


def write_profile(name: str, settings: Mapping[str, object], path: Path | None = None) -> Path:
    """Write or replace one profile and keep the others; comments in the file are lost.

    The file is readable for its owner only, and at every moment either the old or the new one.

    Parameters
    ----------
    name : str
        The profile's name.
    settings : mapping
        Keys of :data:`~documine_nb.auth.fields.FIELDS`; None stands for "leave it out".
    path : Path, optional
        The file; that of :func:`profiles_path` by default.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    ConfigError
        For an unknown key, for a secret, and where the present file cannot be read.
    StorageError
        Where the file cannot be written; the old one is untouched.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = write_profile("acme", {"workspace": "acme"}, Path(folder) / "profiles.toml")
    ...     print(path.read_text(encoding="utf-8"), end="")
    [acme]
    workspace = "acme"
    """
    path = path or profiles_path()
    table = {key: value for key, value in settings.items() if value is not None}
    _check_keys(name, table)
    secret = next((key for key in table if _BY_KEY[key].secret), None)
    if secret is not None:
        raise ConfigError(
            f"a profile is not a place for the {secret}: nothing was written",
            cure=f"Keep it in {_BY_KEY[secret].environment}, or in a store of secrets.",
        )
    try:
        tables = _tables(path)
    except FileNotFoundError:
        tables = {}
    text = _toml({**tables, name: table})
    try:
        _replace(path, text)
    except OSError as error:
        raise StorageError(
            f"{str(path)!r} could not be written: {error.strerror or error}",
            cure="Check the folder and its permissions; what was there is untouched.",
        ) from None
    return path


def _tables(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise
    except (OSError, ValueError) as error:
        # tomllib's errors show a position, not the line's text.
        raise ConfigError(
            f"the profiles in {str(path)!r} cannot be read: {error}", cure="Mend the file."
        ) from None


def _hidden(table: Any) -> Any:
    """Return a profile whose secrets show themselves nowhere."""
    if not isinstance(table, dict):
        return table
    secrets = {row.key for row in FIELDS if row.secret}
    return {
        key: Secret(str(value)) if key in secrets and value else value
        for key, value in table.items()
    }


def _check_keys(name: str, table: Mapping[str, Any]) -> None:
    unknown = sorted(set(table) - set(_BY_KEY))
    if unknown:
        raise ConfigError(
            f"profile {name!r} holds the unknown key {unknown[0]!r}",
            cure=f"There are: {', '.join(_BY_KEY)}.",
        )


def _check_mode(path: Path, table: Mapping[str, Any]) -> None:
    holds = [row for row in FIELDS if row.secret and table.get(row.key)]
    # Windows keeps the folder of settings to its user by itself, and has no such modes.
    if not holds or os.name == "nt":
        return
    if path.stat().st_mode & _OTHERS_CAN_USE:
        raise ConfigError(
            f"{str(path)!r} holds a {holds[0].key} and can be read by other users",
            cure=f"Run: chmod 600 {path}  -- or keep it in {holds[0].environment}.",
        )


def _toml(tables: Mapping[str, Any]) -> str:
    """Spell tables of plain values; Python reads TOML but does not write it."""
    plain = {name: value for name, value in tables.items() if not isinstance(value, dict)}
    parts = [_lines(plain)] if plain else []
    parts += [
        f"[{_key(name)}]\n{_lines(table)}"
        for name, table in tables.items()
        if isinstance(table, dict)
    ]
    return "\n".join(parts)


def _lines(table: Mapping[str, Any]) -> str:
    return "".join(f"{_key(key)} = {_value(value)}\n" for key, value in table.items())


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _value(name)


def _value(value: Any) -> str:
    if isinstance(value, bool | int | float):
        return str(value).lower()
    if isinstance(value, str | os.PathLike):
        # JSON's escapes are TOML's too; only the delete character must be escaped besides.
        return json.dumps(os.fspath(value), ensure_ascii=False).replace("\x7f", "\\u007f")
    raise ConfigError(
        f"a profile cannot hold {value!r}", cure="Use text, numbers, true and false only."
    )


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # mkstemp makes it readable for its owner only, from the first byte on.
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(number, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
