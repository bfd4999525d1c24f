"""The step in which one signs in."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

import ipywidgets as w

from documine_nb.auth.flows import DeviceSignIn
from documine_nb.panels.state.known import FIELDS, KEPT_IN
from documine_nb.panels.state.signin import SignIn
from documine_nb.panels.views.fields import SecretField
from documine_nb.panels.views.markup import esc, markup
from documine_nb.panels.views.technical import technical_user
from documine_nb.panels.views.view import View, form, text_field
from documine_nb.secrets import Secret

__all__ = ["SignInView"]

_OTHERS = {
    "code": ("Let the browser come back", "Where your browser runs on the kernel's machine"),
    "device": ("Confirm a code", "In any browser, also on your telephone"),
    "paste": ("Paste an address", "Works everywhere"),
}
_LINK = (
    '<a class="documine-link" href="{address}" target="_blank" rel="noopener">'
    "Open the sign-in page</a> "
)
_CODE = (
    '<p class="documine-lead">{link}and confirm this code there: '
    '<b class="documine-user-code">{code}</b></p>'
    '<p class="documine-lead documine-dim">Or type it at <a href="{uri}" target="_blank" '
    'rel="noopener">{uri}</a> on any device. The code lives {left} more.</p>'
)
_TOLD = {
    "code": "Sign in there; this panel goes on by itself.",
    "paste": "The page you end at may not load: that is right.",
}


class SignInView(View):
    """Fields for the service; then what the way to sign in needs, and the other ways."""

    part: SignIn

    def build(self) -> list[Any]:
        """Return the widgets of the step."""
        self._lead = w.HTML()
        self._fields = {
            name: text_field(label, self.part.fields[name], placeholder=hint, width="484px")
            for name, (label, hint) in FIELDS.items()
        }
        profiles = [(one, one) for one in self.part.profiles]
        self._profile = _choice("Profile", [("none", ""), *profiles])
        self._profile.observe(self._take_profile, names="value")
        self._keep = _choice("Stay signed in", [(KEPT_IN[one], one) for one in self.part.keeps])
        self._known = w.VBox([self._profile, *self._fields.values(), self._keep])
        for box in self._known.children:
            box.style.description_width = "100px"
        begin = self.button("Sign in", self._begin, primary=True, hint="Opens nothing by itself")
        self._demo = self.button(
            "Try the demo", self.part.use_demo, hint="An embedded server with sample dossiers"
        )
        technical = technical_user(self._use_password, self._use_client_secret)
        self._ways = w.VBox([self._known, form(begin, self._demo), technical])
        for box in (self._known, self._ways):
            box.add_class("documine-fields")
        return [self._lead, self._ways, self._under_way()]

    def _under_way(self) -> Any:
        self._way = w.HTML()
        self._paste = SecretField(
            "or paste the address it ended at",
            "Go on",
            lambda secret: self._secret(self.part.paste(secret)),
            placeholder="http://127.0.0.1/callback?…",
        )
        self._others = {flow: self._other(flow) for flow in _OTHERS}
        self._back = w.Button(description="Back", tooltip="Give this sign-in up")
        self._back.on_click(lambda _: self.start(self.part.give_up))
        self._or = w.HTML('<span class="documine-dim">Another way:</span>')
        row = form(self._or, *self._others.values(), self._back)
        self._waiting = w.VBox([self._way, self._paste, row])
        return self._waiting

    def _other(self, flow: str) -> Any:
        label, hint = _OTHERS[flow]
        # Not one of the buttons that are off meanwhile: it ends what goes on and starts another.
        button = w.Button(description=label, tooltip=hint)
        button.on_click(lambda _: self.start(lambda: self.part.begin(flow)))
        return button

    def draw(self) -> None:
        """Bring the widgets in line with the state."""
        part = self.part
        is_in, is_over = part.desk.is_signed_in, part.desk.keeper is not None
        self._lead.value = _lead(part)
        self._ways.layout.display = "none" if is_in or part.way else "flex"
        # What is over goes on as the same user at the same service.
        self._known.layout.display = self._demo.layout.display = "none" if is_over else "flex"
        self._profile.layout.display = "flex" if part.profiles else "none"
        self._waiting.layout.display = "flex" if part.way and not is_in else "none"
        self._way.value = _way(part) if part.way else ""
        has_paste = part.way is not None and not isinstance(part.way, DeviceSignIn)
        self._paste.layout.display = "flex" if has_paste else "none"
        for flow, button in self._others.items():
            button.layout.display = "flex" if flow in part.others else "none"
        self._back.layout.display = "none" if part.busy else "flex"  # "Stop" is there then
        self._or.layout.display = "flex" if part.others else "none"

    def _begin(self) -> Coroutine[Any, Any, None]:
        self._take_fields()
        return self.part.begin()

    def _use_password(self, username: str, secret: Secret) -> None:
        self._take_fields()
        self._secret(self.part.use_password(username, secret))

    def _use_client_secret(self, secret: Secret) -> None:
        self._take_fields()
        self._secret(self.part.use_client_secret(secret))

    def _secret(self, work: Coroutine[Any, Any, None]) -> None:
        self.start(lambda: work)

    def _take_profile(self, change: Any) -> None:
        self.part.take_profile(change.new or "")
        for name, field in self._fields.items():
            field.value = self.part.fields[name]

    def _take_fields(self) -> None:
        self.part.fields.update({name: field.value for name, field in self._fields.items()})
        self.part.keep = self._keep.value or "memory"


def _choice(label: str, options: list[tuple[str, str]]) -> Any:
    return w.Dropdown(description=label, options=options, layout=w.Layout(width="484px"))


def _lead(part: SignIn) -> str:
    lines = []
    if part.desk.session is not None:
        lasts = part.lasts()
        lines = [*part.summary(), f"{lasts} without a call; each call renews it" if lasts else ""]
        if part.desk.is_over and part.desk.keeper is not None and not part.way:
            lines.append("Sign in again: what is open here and in your variables goes on.")
    elif not part.way:
        lines = ["You sign in on your DocuMine's own page; no password is typed here."]
    text = "<br>".join(esc(line) for line in lines if line)
    return f'<p class="documine-lead">{text}</p>' if text else ""


def _way(part: SignIn) -> str:
    way = part.way
    why = f"Signing in {part.choice}." if part.choice else ""
    reason = markup('<p class="documine-lead documine-dim">{why}</p>', why=why)
    link = markup(_LINK, address=part.address)
    if isinstance(way, DeviceSignIn):
        return reason + _CODE.format(
            link=link,
            code=esc(way.user_code),
            uri=esc(way.verification_uri),
            left=esc(part.time_left()),
        )
    told = _TOLD.get(way.flow if way else "", "")
    return f'{reason}<p class="documine-lead">{link}{esc(told)}</p>'
