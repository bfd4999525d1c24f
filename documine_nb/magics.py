"""``%load_ext documine_nb`` and then ``%documine``: the session's line without Python."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import Magics, line_magic, magics_class
from IPython.core.magic_arguments import MagicArgumentParser

from documine_nb.connecting import connect
from documine_nb.demonstration import demo
from documine_nb.errors import DocuMineError
from documine_nb.nested import allow_nested_loops
from documine_nb.session import Session

__all__ = ["DocuMineMagics", "load_ipython_extension"]

_PATIENCE = 600.0


class _Parser(MagicArgumentParser):
    """Says what there is instead of ending the kernel."""

    def __init__(self, prog: str | None = None, *, add_help: bool = False) -> None:
        super().__init__(prog=prog, add_help=add_help)  # type: ignore[no-untyped-call]
        # IPython's own formatter writes reStructuredText, for Sphinx.
        self.formatter_class = argparse.HelpFormatter

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}\n{self.format_help()}")


class _Words(argparse.Action):
    """Takes the words of a name together: nobody thinks of quotes first."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[object] | None,
        option_string: str | None = None,
    ) -> None:
        del parser, option_string
        words = values if isinstance(values, list) else [values]
        setattr(namespace, self.dest, " ".join(map(str, words)))


@magics_class
class DocuMineMagics(Magics):
    """The ``%documine`` magic of one shell."""

    def __init__(self, shell: InteractiveShell) -> None:
        super().__init__(shell)
        self._shell = shell
        self._actions: Mapping[str, Callable[[argparse.Namespace], object]] = {
            "login": self._login,
            "dossiers": self._dossiers,
            "load": self._load,
            "export": self._export,
            "status": self._status,
            "nest": self._nest,
        }
        self._parser = _parser()
        self._session: Session | None = None

    @line_magic
    def documine(self, line: str) -> object:
        """Work with a DocuMine workspace: ``%documine login``, ``%documine load NAME``, ...

        ``%documine`` alone lists what there is.
        """
        try:
            words = shlex.split(line)
        except ValueError as error:
            raise UsageError(f"%documine {line}: {error}") from None
        if not words:
            print(self._parser.format_help())  # noqa: T201 -- said to the user
            return None
        arguments = self._parser.parse_args(words)
        try:
            return self._actions[arguments.action](arguments)
        except DocuMineError as error:
            # The message names the cure; the toolkit's frames would only bury it.
            raise UsageError(str(error)) from None

    def _login(self, arguments: argparse.Namespace) -> object:
        session = demo() if arguments.demo else connect(profile=arguments.profile)
        self._session = session
        self._shell.user_ns[arguments.into] = session
        print(f"The session is in the variable {arguments.into}.")  # noqa: T201 -- said to the user
        return session

    def _dossiers(self, arguments: argparse.Namespace) -> object:
        del arguments
        return self._the_session().dossiers.list()

    def _load(self, arguments: argparse.Namespace) -> object:
        frame = self._the_session().dossier(arguments.name).to_frame()
        if arguments.into is None:
            return frame
        _check_variable(arguments.into)
        self._shell.user_ns[arguments.into] = frame
        rows, columns = frame.shape
        print(f"{arguments.into}: {rows:,} files, {columns:,} columns")  # noqa: T201 -- as above
        return None

    def _export(self, arguments: argparse.Namespace) -> Path:
        dossier = self._the_session().dossier(arguments.name)
        return dossier.create_package().wait(timeout=_PATIENCE).download(arguments.target)

    def _status(self, arguments: argparse.Namespace) -> object:
        session = self._the_session()
        if not arguments.name:
            return session
        return session.dossier(arguments.name).files.list()

    def _nest(self, arguments: argparse.Namespace) -> None:
        del arguments
        print(allow_nested_loops())  # noqa: T201 -- said to the user

    def _the_session(self) -> Session:
        """Return the session that is in use: the shell's variable wins over an earlier sign-in."""
        there = self._shell.user_ns.get("session")
        session = there if isinstance(there, Session) else self._session
        if session is None:
            raise UsageError("There is no session yet: %documine login PROFILE, or --demo")
        return session


def _parser() -> _Parser:
    parser = _Parser("%documine")
    actions = parser.add_subparsers(dest="action", metavar="action", required=True)
    login = actions.add_parser("login", help="sign in by a profile or by the environment")
    login.add_argument("profile", nargs="?", help="a named profile")
    login.add_argument("--demo", action="store_true", help="the embedded server, with samples")
    login.add_argument("--into", default="session", help="the variable for the session")
    actions.add_parser("dossiers", help="list the dossiers")
    load = actions.add_parser("load", help="components of a dossier as a DataFrame")
    load.add_argument("name", nargs="+", action=_Words, help="name or id of the dossier")
    load.add_argument("--into", help="the variable for the DataFrame")
    export = actions.add_parser("export", help="make a result package and download it")
    export.add_argument("name", nargs="+", action=_Words, help="name or id of the dossier")
    export.add_argument("--target", default="results/", help="a folder, or a file ending in .zip")
    status = actions.add_parser("status", help="who is signed in; or the files of a dossier")
    status.add_argument("name", nargs="*", action=_Words, help="name or id of a dossier")
    nest = actions.add_parser("nest", help="let pasted scripts call asyncio.run()")
    nest.add_argument("switch", choices=["on"], help="it stays on until the kernel restarts")
    return parser


def _check_variable(name: str) -> None:
    if not name.isidentifier():
        raise UsageError(f"{name!r} is not a name for a variable")


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Register ``%documine``, as ``%load_ext documine_nb`` asks.

    Examples
    --------
    >>> from IPython.core.interactiveshell import InteractiveShell
    >>> shell = InteractiveShell()
    >>> load_ipython_extension(shell)
    >>> "documine" in shell.magics_manager.magics["line"]
    True
    """
    shell.register_magics(DocuMineMagics(shell))
