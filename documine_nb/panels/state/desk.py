"""What all steps of the panel share: the session, and where variables go."""

from __future__ import annotations

import builtins
import keyword
from collections.abc import MutableMapping, Sequence
from typing import Any

from documine_nb.auth.keeper import TokenKeeper
from documine_nb.errors import ConfigError, LoginRequiredError
from documine_nb.resources.dossier import Dossier
from documine_nb.session import Session

__all__ = ["Desk"]


class Desk:
    """The session in use, and the notebook's variables.

    Parameters
    ----------
    session : Session or None
        The session, if somebody has signed in.
    namespace : mapping
        The notebook's variables.

    Attributes
    ----------
    dossiers : sequence of Dossier
        Those of the workspace, as last read.
    """

    def __init__(self, session: Session | None, namespace: MutableMapping[str, Any]) -> None:
        self.session = session
        self.namespace = namespace
        self.dossiers: Sequence[Dossier] = ()

    def reference(self, dossier: Dossier) -> str:
        """Return what finds a dossier again: its name, or its id where others share the name."""
        name = dossier.name.casefold()
        is_alone = sum(one.name.casefold() == name for one in self.dossiers) <= 1
        return dossier.name if is_alone else dossier.id

    @property
    def is_signed_in(self) -> bool:
        """Whether there is a session that lasts."""
        return self.session is not None and not self.is_over

    @property
    def is_over(self) -> bool:
        """Whether the session's sign-in has ended, so that it waits for a new one."""
        keeper = self.keeper
        return self.session is not None and (keeper is None or keeper.has_ended)

    @property
    def keeper(self) -> TokenKeeper | None:
        """Who goes on with a new sign-in; None where there is no session, or a closed one."""
        session = self.session
        if session is None or session._is_closed:  # noqa: SLF001 -- panels sign in for the session
            return None
        return session._keeper  # noqa: SLF001 -- as above

    def the_session(self) -> Session:
        """Return the session.

        Raises
        ------
        LoginRequiredError
            Nobody has signed in.
        """
        if self.session is None:
            raise LoginRequiredError("nobody is signed in", cure="Sign in first.")
        return self.session

    def check_variable(self, name: str, kind: type) -> None:
        """Refuse a name that is none, or that would hide something else than a `kind`.

        Raises
        ------
        ConfigError
            With what to do about it.
        """
        if not name.isidentifier() or keyword.iskeyword(name):
            raise ConfigError(
                f"{name!r} is not a name for a variable", cure="Use letters, digits and _ only."
            )
        there = self.namespace.get(name, getattr(builtins, name, None))
        if there is not None and not isinstance(there, kind):
            raise ConfigError(
                f"{name!r} is in use here, by a {type(there).__name__}",
                cure="Choose another name for the variable.",
            )
