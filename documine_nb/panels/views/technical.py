"""The section, closed at first, for those who are no person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as w

from documine_nb.panels.views.fields import SecretField
from documine_nb.panels.views.view import text_field
from documine_nb.secrets import Secret

__all__ = ["technical_user"]


def technical_user(
    on_password: Callable[[str, Secret], None], on_client_secret: Callable[[Secret], None]
) -> Any:
    """Return fields for a user name with its password, and for a client's own secret.

    Closed until somebody asks for it: a person's own password belongs into the browser.

    Parameters
    ----------
    on_password : callable
        Given the user name and the password.
    on_client_secret : callable
        Given the client's secret.
    """
    user = text_field("User name", width="368px")
    user.style.description_width = "100px"
    password = SecretField(
        "Password", "Sign in by password", lambda secret: on_password(user.value, secret)
    )
    client = SecretField("Client secret", "Sign in as the client", on_client_secret)
    box = w.VBox([user, password, client])
    box.add_class("documine-fields")
    more = w.Accordion([box], titles=["Technical user with a local password, or the client itself"])
    more.selected_index = None
    return more
