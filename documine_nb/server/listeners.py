"""Where a server listens: a port of this machine only, or a socket file of one user only."""

from __future__ import annotations

import contextlib
import ipaddress
import os
import secrets
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

__all__ = ["ListenError", "listen_tcp", "listen_unix"]

_BACKLOG = 512


class ListenError(RuntimeError):
    """The address cannot be listened on; the message says why and what to do."""


@contextlib.contextmanager
def listen_tcp(host: str, port: int) -> Iterator[socket.socket]:
    """Listen on a loopback address; port 0 takes a free one.

    Raises
    ------
    ListenError
        The address is not this machine's own, or is taken.
    """
    try:
        address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError as error:
        raise ListenError(
            f"{host!r} is no IP address. Nothing was started. Use 127.0.0.1 or ::1."
        ) from error
    if not address.is_loopback:
        raise ListenError(
            f"{host} can be reached from other machines, but the embedded server speaks plain "
            "HTTP, which anyone on the way could read. Nothing was started. Use 127.0.0.1 or ::1, "
            "and a tunnel such as `ssh -L` to reach it from elsewhere."
        )
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6  # noqa: PLR2004 -- IPv4
    try:
        listener = socket.create_server((str(address), port), family=family, backlog=_BACKLOG)
    except (OSError, OverflowError) as error:  # the latter of a number that no port has
        why = getattr(error, "strerror", None) or error
        raise ListenError(
            f"{address} port {port} cannot be used: {why}. Nothing was started. "
            "Use another port, or 0 for a free one."
        ) from error
    with listener:
        yield listener


@contextlib.contextmanager
def listen_unix(path: Path) -> Iterator[socket.socket]:
    """Listen on a socket file that only its owner can open, and remove it at the end.

    A socket file that nobody listens on any more is replaced.

    Raises
    ------
    ListenError
        Somebody listens there, something else is there, or others could get at it.
    """
    if not hasattr(socket, "AF_UNIX"):
        raise ListenError("This platform has no Unix sockets. Nothing was started. Use a port.")
    _check_folder(path.parent)
    _check_place(path)
    # Listens under a name of its own first: the name that clients know is never there unready.
    draft = path.with_name(f".{secrets.token_hex(4)}")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        try:
            listener.bind(str(draft))
            draft.chmod(0o600)
            listener.listen(_BACKLOG)
            ours = draft.stat().st_ino
            draft.replace(path)
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise ListenError(
                f"{path} cannot be listened on: {error.strerror or error}. Nothing was started."
            ) from error
        try:
            yield listener
        finally:
            with contextlib.suppress(OSError):
                if path.stat().st_ino == ours:
                    path.unlink()


def _check_folder(folder: Path) -> None:
    if not folder.exists():
        folder.mkdir(mode=0o700, parents=True)
    state = folder.stat()
    if state.st_uid != os.geteuid() or stat.S_IMODE(state.st_mode) & 0o077:
        raise ListenError(
            f"Others can get at the folder {folder}. Nothing was started. Use a folder of your own "
            f"with mode 0700, or one that does not exist yet."
        )


def _check_place(path: Path) -> None:
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(mode):
        raise ListenError(f"{path} is there and is no socket. Nothing was started or changed.")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(2)
        try:
            probe.connect(str(path))
        except (ConnectionRefusedError, FileNotFoundError):
            return
        except OSError as error:
            raise ListenError(
                f"Who listens on {path} cannot be found out: {error.strerror or error}. "
                "Nothing was started."
            ) from error
    raise ListenError(f"Another server listens on {path}. Nothing was started.")
