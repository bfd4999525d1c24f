"""The mission's line by mouse: a view of the session, in one cell.

``state`` knows what is shown and what can be done, with no widget in it; ``views`` draws it with
widgets; ``static`` tells the last state as HTML and text where there are none.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import TYPE_CHECKING, Any

from documine_nb.session import Session

if TYPE_CHECKING:
    from documine_nb.panels.views.panel import Panel

__all__ = ["panel"]


def panel(
    session: Session | None = None, *, namespace: MutableMapping[str, Any] | None = None
) -> Panel:
    """Return the panel: sign in, browse, upload, export, load and draw by mouse.

    Parameters
    ----------
    session : Session, optional
        The session to show; by default the one in the notebook's variable ``session``. Without
        one that is signed in the panel begins with the sign-in.
    namespace : mapping, optional
        Where variables go; the notebook's own by default.

    Examples
    --------
    >>> import documine_nb as dm
    >>> panel = dm.panel()
    >>> print(panel)
    DocuMine panel
      Sign in   Nobody is signed in.
    >>> panel.close()
    """
    from documine_nb.panels.views.panel import Panel  # noqa: PLC0415 -- loads ipywidgets

    return Panel(session, namespace)
