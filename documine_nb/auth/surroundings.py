"""Where this kernel runs: beside the user's browser, or on another machine.

``DOCUMINE_REMOTE=1`` or ``=0`` decides where the recognition is wrong.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from documine_nb.errors import ConfigError

__all__ = ["KNOWN_BY", "Callback", "Place", "find_place", "is_remote", "read_proxied_callback"]

KNOWN_BY: Mapping[str, tuple[str, ...]] = {
    "Binder": ("BINDER_SERVICE_HOST", "BINDER_REPO_URL", "BINDER_LAUNCH_HOST"),
    "JupyterHub": ("JUPYTERHUB_USER", "JUPYTERHUB_API_URL", "JUPYTERHUB_SERVICE_PREFIX"),
    "GitHub Codespaces": ("CODESPACES", "CODESPACE_NAME"),
    "Google Colab": ("COLAB_RELEASE_TAG", "COLAB_BACKEND_VERSION"),
    "VS Code's remote server": ("VSCODE_IPC_HOOK_CLI", "REMOTE_CONTAINERS"),
    "an SSH session": ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"),
    "a container": ("KUBERNETES_SERVICE_HOST", "container"),
}
"""The environment variables by which a place elsewhere is known; the first that fits counts."""

_CONTAINER_FILES = (Path("/.dockerenv"), Path("/run/.containerenv"))
_WORDS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
_PROXIED = re.compile(r"/proxy/(?P<port>\{port\}|\d{1,5})(?P<path>/[^?#]*)?$")


@dataclass(frozen=True)
class Place:
    """Where the kernel runs.

    Attributes
    ----------
    name : str
        Such as ``"JupyterHub"``; ``"this machine"`` where nothing says otherwise.
    is_remote : bool
        Whether the user's browser is on another machine, as far as known.
    is_binder : bool
        Whether it is a public, short-lived machine of Binder.
    why : str
        What it is known by.
    """

    name: str
    is_remote: bool
    is_binder: bool
    why: str


def find_place(
    environ: Mapping[str, str] | None = None,
    *,
    remote: bool | None = None,
    files: Iterable[Path] = _CONTAINER_FILES,
) -> Place:
    """Recognise where this kernel runs.

    Parameters
    ----------
    environ : mapping, optional
        The environment; that of the process by default.
    remote : bool, optional
        What the caller knows better.
    files : iterable of Path
        What only stands in containers.

    Raises
    ------
    ConfigError
        Where ``DOCUMINE_REMOTE`` is neither yes nor no.

    Examples
    --------
    >>> find_place({"JUPYTERHUB_USER": "ada"}).name
    'JupyterHub'
    >>> find_place({"JUPYTERHUB_USER": "ada", "DOCUMINE_REMOTE": "0"}).is_remote
    False
    """
    environ = os.environ if environ is None else environ
    name, why = _recognised(environ, files)
    is_binder = any(environ.get(variable) for variable in KNOWN_BY["Binder"])
    stated = _stated(environ.get("DOCUMINE_REMOTE", "")) if remote is None else remote
    if stated is not None:
        why = "DOCUMINE_REMOTE says so" if remote is None else "remote= says so"
        if not stated:
            name = "this machine"
        elif not name:
            name = "another machine"
        return Place(name, stated, is_binder, why)
    if name:
        return Place(name, is_remote=True, is_binder=is_binder, why=why)
    return Place("this machine", is_remote=False, is_binder=False, why="nothing says otherwise")


def is_remote() -> bool:
    """Say whether the user's browser is on another machine than this kernel, as far as known."""
    return find_place().is_remote


def _recognised(environ: Mapping[str, str], files: Iterable[Path]) -> tuple[str, str]:
    for name, variables in KNOWN_BY.items():
        for variable in variables:
            if environ.get(variable):
                return name, f"{variable} is set"
    for file in files:
        if file.exists():
            return "a container", f"{file} is there"
    return "", ""


def _stated(word: str) -> bool | None:
    if not word.strip():
        return None
    try:
        return _WORDS[word.strip().lower()]
    except KeyError:
        raise ConfigError(
            f"DOCUMINE_REMOTE={word!r} is neither yes nor no", cure="Set it to 1 or 0."
        ) from None


@dataclass(frozen=True)
class Callback:
    """A redirect address that jupyter-server-proxy hands on to a port beside the kernel.

    Attributes
    ----------
    address : str
        What the client has registered; ``{port}`` in it stands for the port that is taken.
    port : int
        Where to listen; 0 takes any free one.
    path : str
        What arrives there.
    """

    address: str
    port: int
    path: str


def read_proxied_callback(
    redirect_uri: str | None, environ: Mapping[str, str] | None = None
) -> Callback | None:
    """Return how to listen behind jupyter-server-proxy, where the redirect address leads there.

    Examples
    --------
    >>> read_proxied_callback(
    ...     "https://hub.example{service_prefix}proxy/{port}/callback",
    ...     {"JUPYTERHUB_SERVICE_PREFIX": "/user/ada/"},
    ... )
    Callback(address='https://hub.example/user/ada/proxy/{port}/callback', port=0, path='/callback')
    """
    if not redirect_uri:
        return None
    environ = os.environ if environ is None else environ
    prefix = environ.get("JUPYTERHUB_SERVICE_PREFIX", "/")
    address = redirect_uri.replace("{service_prefix}", prefix)
    found = _PROXIED.search(address)
    if found is None:
        return None
    port = found["port"]
    return Callback(address, 0 if port == "{port}" else int(port), found["path"] or "/")
