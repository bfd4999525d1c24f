"""Headers and bodies that hold secrets and do not show them, as in a traceback with its locals."""

from __future__ import annotations

__all__ = ["MaskedBytes", "MaskedHeaders"]


class MaskedBytes(bytes):
    """Bytes to send; only their number is shown.

    Examples
    --------
    >>> MaskedBytes(b"password=swordfish")
    <18 bytes>
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{len(self)} bytes>"

    __str__ = __repr__


class MaskedHeaders(dict[str, str]):
    """Headers to send; only their names are shown.

    Examples
    --------
    >>> MaskedHeaders(Authorization="Bearer swordfish")
    <headers Authorization>
    """

    def __repr__(self) -> str:
        return f"<headers {', '.join(self)}>"

    __str__ = __repr__
