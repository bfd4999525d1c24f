"""The step in which one signs in."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

import ipywidgets as w

from documine_nb.panels.state.signin import SignIn
from documine_nb.panels.views.fields import SecretField
from documine_nb.panels.views.markup import esc, markup
from documine_nb.panels.views.view import View, form, text_field
from documine_nb.secrets import Secret

__all__ = ["SignInView"]

_LABELS = {
    "base_url": ("Address", "https://acme.documine.example"),
    "workspace": ("Workspace", "the workspace's id"),
    "client_id": ("Client id", "ask DocuMine support for it"),
}


class SignInView(View):
    """Fields for the service, the link to open, and the field to paste into."""

    part: SignIn

    def build(self) -> list[Any]:
        """Return the widgets of the step."""
        self._lead = w.HTML()
        self._fields = {
            name: text_field(label, self.part.fields[name], placeholder=hint, width="460px")
            for name, (label, hint) in _LABELS.items()
        }
        for field in self._fields.values():
            field.style.description_width = "76px"
        begin = self.button(
            "Sign in with your browser", self._begin, primary=True, hint="Opens nothing by itself"
        )
        demo = self.button(
            "Try the demo", self.part.use_demo, hint="An embedded server with sample dossiers"
        )
        self._link = w.HTML()
        self._paste = SecretField(
            "or paste the address it ended at",
            "Sign in",
            lambda secret: self._secret(self.part.paste(secret)),
            placeholder="http://127.0.0.1/callback?…",
        )
        self._waiting = w.VBox([self._link, self._paste])
        self._ways = w.VBox([*self._fields.values(), form(begin, demo), self._technical()])
        self._ways.add_class("documine-fields")
        return [self._lead, self._ways, self._waiting]

    def draw(self) -> None:
        """Bring the widgets in line with the state."""
        part = self.part
        is_in = part.desk.is_signed_in
        self._lead.value = _lead(part, is_in=is_in)
        self._ways.layout.display = "none" if is_in or part.address else "flex"
        self._waiting.layout.display = "flex" if part.address and not is_in else "none"
        self._link.value = _link(part) if part.address else ""

    def _technical(self) -> Any:
        self._user = text_field("User name", width="460px")
        self._user.style.description_width = "76px"
        self._password = SecretField("Password", "Sign in by password", self._use_password)
        box = w.VBox([self._user, self._password])
        box.add_class("documine-fields")
        # Closed until somebody asks for it: a person's own password belongs into the browser.
        more = w.Accordion([box], titles=["Technical user with a local password"])
        more.selected_index = None
        return more

    def _begin(self) -> Coroutine[Any, Any, None]:
        self._take_fields()
        return self.part.begin()

    def _use_password(self, secret: Secret) -> None:
        self._take_fields()
        self._secret(self.part.use_password(self._user.value, secret))

    def _secret(self, work: Coroutine[Any, Any, None]) -> None:
        self.start(lambda: work)

    def _take_fields(self) -> None:
        self.part.fields.update({name: field.value for name, field in self._fields.items()})


def _lead(part: SignIn, *, is_in: bool) -> str:
    if is_in:
        return f'<p class="documine-lead">{"<br>".join(map(esc, part.summary()))}</p>'
    if part.address:
        return ""
    return (
        '<p class="documine-lead">You sign in on your DocuMine\'s own page; no password is typed '
        "here.</p>"
    )


def _link(part: SignIn) -> str:
    told = (
        "Sign in there; this panel goes on by itself."
        if part.is_local
        else "The page you end at may not load: that is right."
    )
    return markup(
        '<p class="documine-lead"><a class="documine-link" href="{address}" target="_blank" '
        'rel="noopener">Open the sign-in page</a> &nbsp;{told}</p>',
        address=part.address,
        told=told,
    )
