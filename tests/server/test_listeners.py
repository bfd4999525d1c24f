"""Where a server may listen, and where it must not."""

from __future__ import annotations

import ipaddress
import os
import socket
import stat
from pathlib import Path

import pytest

from documine_nb.server.listeners import ListenError, listen_tcp, listen_unix


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.0.0.2"])
def test_loopback_addresses_are_listened_on(host: str) -> None:
    with listen_tcp(host, 0) as listener:
        address = listener.getsockname()
        with socket.create_connection(address[:2], timeout=10) as reached:
            assert reached.getpeername()[:2] == address[:2]
        assert ipaddress.ip_address(address[0]).is_loopback


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "8.8.8.8"])  # noqa: S104 -- refused
def test_addresses_that_others_reach_are_refused_with_the_reason(host: str) -> None:
    with pytest.raises(ListenError, match=r"from other machines.*ssh -L"), listen_tcp(host, 0):
        pass


def test_a_name_is_no_address() -> None:
    with pytest.raises(ListenError, match=r"no IP address.*127\.0\.0\.1"), listen_tcp("evil", 0):
        pass


@pytest.mark.fault("B105")
def test_a_taken_port_is_refused() -> None:
    with listen_tcp("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with pytest.raises(ListenError, match=f"port {port} cannot be used.*in use"):
            listen_tcp("127.0.0.1", port).__enter__()


def test_a_number_that_no_port_has_is_refused() -> None:
    with pytest.raises(ListenError, match="Use another port"), listen_tcp("127.0.0.1", 65536):
        pass


@pytest.mark.fault("B105")
def test_a_socket_file_and_its_new_folder_are_the_owners_only(tmp_path: Path) -> None:
    path = tmp_path / "new" / "s"
    before = os.umask(0)
    try:
        with listen_unix(path):
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
            assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
            assert [item.name for item in path.parent.iterdir()] == ["s"]
    finally:
        os.umask(before)


@pytest.mark.fault("B105")
def test_a_folder_that_others_can_enter_is_refused_and_left_alone(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    with pytest.raises(ListenError, match="mode 0700"), listen_unix(tmp_path / "s"):
        pass
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755
    assert list(tmp_path.iterdir()) == []


@pytest.mark.fault("B105")
def test_a_stale_socket_file_is_replaced(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    path = tmp_path / "s"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as dead:
        dead.bind(str(path))
    with listen_unix(path) as listener, socket.socket(socket.AF_UNIX) as client:
        client.settimeout(10)
        client.connect(str(path))
        listener.accept()[0].close()
    assert not path.exists()


@pytest.mark.fault("B105")
def test_a_socket_file_in_use_is_refused_and_goes_on_working(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    path = tmp_path / "s"
    with listen_unix(path):
        with pytest.raises(ListenError, match="Another server"), listen_unix(path):
            pass
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(path))


@pytest.mark.fault("B105")
@pytest.mark.parametrize("kind", ["file", "folder", "link"])
def test_what_is_no_socket_is_never_replaced(tmp_path: Path, kind: str) -> None:
    tmp_path.chmod(0o700)
    path = tmp_path / "s"
    if kind == "file":
        path.write_text("mine")
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ListenError, match="no socket"), listen_unix(path):
        pass
    assert os.path.lexists(path)


def test_too_long_a_path_is_refused(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 150) / "s"
    with pytest.raises(ListenError, match="too long"), listen_unix(path):
        pass
