"""What can be set on the embedded server."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from documine_nb.server.clock import SYSTEM_CLOCK, Clock

__all__ = ["ServerSettings"]


@dataclass(frozen=True)
class ServerSettings:
    """All settings of one embedded server; times in seconds.

    Parameters
    ----------
    folder : Path
        The data folder: databases, blobs, keys and credentials. Made private to its owner.
    base_url : str
        What clients call the server, without a trailing slash; tokens name it as their issuer.
    workspaces : tuple of str
        The workspaces (realms) that exist from the start.
    access_token_lifetime, refresh_token_lifetime : float
        How long tokens live.
    rotate_refresh_tokens : bool
        Whether a refresh token serves once only.
    device_code_lifetime, device_poll_interval : float
        How long a sign-in waits for somebody at another device (RFC 8628), and how often its own
        device may ask.
    issuer : str, optional
        The address of an outside realm, such as ``"https://login.example/auth/realms/acme"``. Its
        users sign in there, and its access tokens open this server; the last part of its path is
        the one workspace that there is. ``https``, or ``http`` on this machine.
    faults : bool
        Whether faults can be planned; for tests only.
    max_upload_bytes : int
        The largest accepted upload.
    retention_hours : float
        How long deleted things can be restored.
    extraction_timeout, extraction_memory_mib
        Limits for the analysis of one file.
    licensed_pages : int
        Pages that the license lets analyse in its period.
    state_pace : float
        Seconds that each state of processing is held, so that a watcher sees it.
    clock : Clock
        Where the time comes from.
    variants : frozenset of str
        Ways in which real services are known to differ that this one shall show; see
        :mod:`documine_nb.server.variants`.
    """

    folder: Path
    base_url: str = "http://documine.localhost"
    workspaces: tuple[str, ...] = ("demo",)
    access_token_lifetime: float = 300
    refresh_token_lifetime: float = 1800
    rotate_refresh_tokens: bool = False
    device_code_lifetime: float = 600
    device_poll_interval: float = 5
    issuer: str | None = None
    faults: bool = False
    max_upload_bytes: int = 1 << 30
    retention_hours: float = 96.0
    extraction_timeout: float = 120.0
    extraction_memory_mib: int = 1024
    licensed_pages: int = 100_000
    state_pace: float = 0.0
    clock: Clock = SYSTEM_CLOCK
    variants: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.issuer is not None:
            issuer = self.issuer.rstrip("/")
            object.__setattr__(self, "issuer", issuer)
            object.__setattr__(self, "workspaces", (issuer.rpartition("/")[2],))

    @property
    def realm(self) -> str:
        """The address where people sign in, with ``{workspaceId}`` to be replaced unless it is one.

        Examples
        --------
        >>> ServerSettings(Path("data")).realm
        'http://documine.localhost/auth/realms/{workspaceId}'
        >>> ServerSettings(Path("data"), issuer="https://login.example/realms/acme").realm
        'https://login.example/realms/acme'
        """
        return self.issuer or f"{self.base_url}/auth/realms/{{workspaceId}}"
