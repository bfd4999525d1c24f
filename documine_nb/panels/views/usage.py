"""The step that shows how much of the license is used."""

from __future__ import annotations

from typing import Any

import ipywidgets as w

from documine_nb.panels.state.usage import Usage
from documine_nb.panels.views.markup import markup, picture
from documine_nb.panels.views.view import View, form

__all__ = ["UsageView"]

_FACT = '<span><span class="documine-dim">{name}</span><b>{value}</b></span>'


class UsageView(View):
    """Facts and a chart."""

    part: Usage

    def build(self) -> list[Any]:
        """Return the widgets of the step."""
        self._facts = w.HTML()
        self._picture = w.HTML()
        self._picture.add_class("documine-chart")
        reload = self.button("Refresh", self.part.load, hint="Read it anew")
        return [self._facts, self._picture, form(reload)]

    def draw(self) -> None:
        """Bring the widgets in line with the state."""
        facts = "".join(
            markup(_FACT, name=name, value=value) for name, value in self.part.facts.items()
        )
        self._facts.value = f'<div class="documine-facts">{facts}</div>' if facts else ""
        self._picture.value = picture(self.part.picture, "License usage by month")
