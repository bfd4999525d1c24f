"""How a worker finds the service and signs in: by names of what it has itself, never by a secret.

References travel in Dask's graph, which is pickled, kept by the scheduler and shown on its pages.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from documine_nb.auth.fields import FIELDS
from documine_nb.auth.settings import ConnectSettings, load_settings
from documine_nb.errors import ConfigError

__all__ = ["ServiceReference", "WorkerSignIn"]

_STAY_HERE = {"username", "password", "client_secret", "redirect_uri"}
_VARIABLES = {row.argument: row.environment for row in FIELDS}


@dataclass(frozen=True)
class WorkerSignIn:
    """Where a worker takes its sign-in from.

    Attributes
    ----------
    profile : str or None
        A profile in the worker's own file of profiles.
    flow : {"password", "client_credentials"} or None
        The way; by default whichever the worker has the secret for.
    variables : mapping
        Names of the worker's environment variables by setting, such as ``{"password":
        "ACME_PASSWORD"}``; others have their usual names.
    plugin : str or None
        The name of a plugin on the worker, whose ``session()`` returns one that is signed in.
    """

    profile: str | None = None
    flow: str | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    plugin: str | None = None

    def __post_init__(self) -> None:
        for name in self.variables:
            if name not in _VARIABLES:
                raise ConfigError(
                    f"there is no setting {name!r} to take from a variable",
                    cure=f"There are: {', '.join(_VARIABLES)}.",
                )


@dataclass(frozen=True)
class ServiceReference:
    """A service, and how workers sign in to it.

    Attributes
    ----------
    settings : tuple of (str, str)
        Settings of the connection, without any secret.
    sign_in : WorkerSignIn
        Where the rest is on a worker.
    session_id : str
        A session of the submitting process, which serves tasks that run there.
    uds : str or None
        A Unix socket on which the service listens.
    is_embedded : bool
        Whether the service lives in the submitting process, where no other can reach it.
    """

    settings: tuple[tuple[str, str], ...]
    sign_in: WorkerSignIn
    session_id: str
    uds: str | None = None
    is_embedded: bool = False

    @classmethod
    def to(
        cls, settings: ConnectSettings, sign_in: WorkerSignIn, session_id: str
    ) -> ServiceReference:
        """Return the reference to the service of these settings.

        Examples
        --------
        >>> settings = ConnectSettings(
        ...     "https://acme.documine.example", "acme", "notebooks", password="swordfish"
        ... )
        >>> ServiceReference.to(settings, WorkerSignIn(), "1").settings[:3]
        (('base_url', 'https://acme.documine.example'), ('workspace', 'acme'), ('client_id', ...
        """
        known = {one.name: getattr(settings, one.name) for one in fields(settings)}
        shared = tuple(
            (row.argument, str(known[row.argument]))
            for row in FIELDS
            if not row.secret and row.argument not in _STAY_HERE and known[row.argument] is not None
        )
        uds = None if settings.uds is None else str(settings.uds)
        return cls(shared, sign_in, session_id, uds, settings.asgi is not None)

    def load(self) -> tuple[ConnectSettings, str]:
        """Return the settings with the secrets of this process, and the way to sign in.

        Raises
        ------
        ConfigError
            This process has none.
        """
        if self.is_embedded:
            raise ConfigError(
                "the embedded server of dm.demo() lives in the process that made it: this one "
                "cannot reach it",
                cure="Compute with scheduler='threads', or start it with: documine-nb serve",
            )
        named = self.sign_in.variables.items()
        renamed = {_VARIABLES[name]: os.environ.get(variable, "") for name, variable in named}
        shared: dict[str, Any] = dict(self.settings)
        settings = load_settings(
            profile=self.sign_in.profile,
            environ={**os.environ, **renamed},
            uds=None if self.uds is None else Path(self.uds),
            **shared,
        )
        flow = self.sign_in.flow or _flow_for(settings)
        if flow is None:
            raise ConfigError(
                "this worker has no credentials",
                cure="Set DOCUMINE_USERNAME and DOCUMINE_PASSWORD of a technical user, or "
                "DOCUMINE_CLIENT_SECRET, in its environment; or name a profile=, variables= or a "
                "plugin= that it has.",
            )
        return settings, flow


def _flow_for(settings: ConnectSettings) -> str | None:
    if settings.username and settings.password:
        return "password"
    return "client_credentials" if settings.client_secret else None
