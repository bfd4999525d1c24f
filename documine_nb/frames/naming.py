"""The names of a frame's columns: each stands for one thing, and none takes the place of another.

The service's component names have no blanks, but a template may have a ``file_id``, and display
names are free.
"""

from __future__ import annotations

from collections.abc import Mapping

from documine_nb.errors import ConfigError

__all__ = ["FILE_ID", "FILE_NAME", "VALUE_NUMBER", "check_names"]

FILE_ID = "file_id"
"""The index of frames that have one row a file."""

FILE_NAME = "file name"
"""Their first column."""

VALUE_NUMBER = "value number"
"""The second column of an exploded frame."""


def check_names(own: Mapping[str, object], shown: Mapping[str, str], cure: str = "") -> None:
    """Refuse a frame two of whose columns would have one name.

    Parameters
    ----------
    own : mapping
        The frame's own columns, beside its index.
    shown : mapping of str to str
        By component, the name of its column.
    cure : str, optional
        What to do; by default to give the component a display name.

    Raises
    ------
    ConfigError
        Two of them have one name, or a component has one of the frame's own.

    Examples
    --------
    >>> check_names({"file name": ["a.pdf"]}, {"Sex": "file name"})
    Traceback (most recent call last):
        ...
    documine_nb.errors.ConfigError: two columns would be named 'file name'...
    """
    taken = {FILE_ID, *own}
    for component, name in shown.items():
        if name in taken:
            raise ConfigError(
                f"two columns would be named {name!r}",
                cure=cure or f'Give one a name of its own: .wide(names={{"{component}": "..."}}).',
            )
        taken.add(name)
