"""Users: names for the ids that other answers hold."""

from __future__ import annotations

from documine_nb.server.access import Caller
from documine_nb.server.answers import Answer, user
from documine_nb.server.api import Api
from documine_nb.server.errors import ApiError
from documine_nb.server.parameters import UserId

__all__ = ["add"]


def add(api: Api) -> None:
    """Register the operations of the tag."""
    identity = api.services.identity

    @api.operation("getUsers")
    def list_users(caller: Caller) -> Answer:
        return {"users": [user(one) for one in identity.users(caller.workspace)]}

    @api.operation("getUser")
    def read_user(*, caller: Caller, user_id: UserId) -> Answer:
        for one in identity.users(caller.workspace):
            if one.id == user_id:
                return user(one)
        raise ApiError(404, f"User with id: {user_id} not found")
