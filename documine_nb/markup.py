"""HTML for notebooks: looks alike in light and dark, and shows texts as they are."""

from __future__ import annotations

__all__ = ["block"]

# Colours come from the page itself, so that light and dark themes both work.
_STYLE = (
    "<style>.documine{color-scheme:light dark;color:inherit;overflow-x:auto}"
    ".documine table{border-collapse:collapse;margin:.3em 0}"
    # A class named twice outweighs JupyterLab's own rule, which turns all texts to the right.
    ".documine.documine table :is(th,td){text-align:left;padding:.2em .8em;color:inherit;"
    "border-bottom:1px solid color-mix(in srgb,currentColor 20%,transparent)}"
    # A date or an id in three pieces is hard to read, and the block can be scrolled.
    ".documine .short{white-space:nowrap}"
    ".documine caption{text-align:left;font-weight:600}"
    ".documine .note{opacity:.7}</style>"
)


def block(content: str, kind: str = "") -> str:
    """Return HTML, of which all values are escaped already, as a block for a notebook.

    Notebooks typeset what stands between dollar signs; a name between them is a name.

    Parameters
    ----------
    content : str
        The HTML.
    kind : str, optional
        A class for rules of its own.

    Examples
    --------
    >>> block("<p>a $1 b $2</p>", "mine").endswith(
    ...     '<div class="documine mine tex2jax_ignore mathjax_ignore"><p>a $1 b $2</p></div>'
    ... )
    True
    """
    kinds = " ".join(["documine", *([kind] if kind else []), "tex2jax_ignore", "mathjax_ignore"])
    return f'{_STYLE}<div class="{kinds}">{content}</div>'
