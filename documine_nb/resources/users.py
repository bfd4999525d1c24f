"""Users, for turning the ids of owners, members and assignees into names."""

from __future__ import annotations

from collections.abc import Sequence

from documine_nb.bridge import blocking
from documine_nb.models import User, read_records
from documine_nb.resources.context import Context
from documine_nb.resources.listing import Listing
from documine_nb.resources.names import pick

__all__ = ["Users"]


class Users:
    """The users of a workspace, as ``session.users``.

    Examples
    --------
    >>> session.users
    <Users: .list() and .get(name_or_id)>
    """

    def __init__(self, context: Context) -> None:
        self._context = context

    def __repr__(self) -> str:
        return "<Users: .list() and .get(name_or_id)>"

    @blocking
    async def list(self) -> Listing[User]:
        """Return all users.

        Examples
        --------
        >>> [one.display_name for one in session.users.list()]
        ['Mara Manager', 'Vito Viewer']
        """
        return Listing(
            await self._read(),
            title="users",
            columns={
                "name": lambda one: one.display_name,
                "user name": lambda one: one.username,
                "e-mail": lambda one: one.email,
                "roles": lambda one: one.roles,
                "active": lambda one: one.is_active,
                "id": lambda one: one.id,
            },
            names=("id", "username"),
        )

    @blocking
    async def get(self, user: str) -> User:
        """Return the user with that id, user name or full name.

        Raises
        ------
        NotFoundError, AmbiguousNameError
            Nobody, or several people, have that name.

        Examples
        --------
        >>> session.users.get("Vito Viewer").roles
        ('RED_USER',)
        """
        users = await self._read()
        by_username = [one for one in users if one.username == user]
        if len(by_username) == 1:
            return by_username[0]
        return pick(
            users,
            user,
            kind="user",
            id_of=lambda one: one.id,
            name_of=lambda one: one.display_name,
        )

    async def _read(self) -> Sequence[User]:
        return read_records(User, await self._context.read("getUsers"), wrapper_hint="users")
