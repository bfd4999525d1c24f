"""A wrapper that keeps secrets out of everything that is shown or stored."""

from __future__ import annotations

import hmac
from typing import NoReturn

__all__ = ["Secret"]


class Secret:
    """A text that never shows itself: not in ``repr``, logs, tracebacks, pickles or copies.

    Passwords, client secrets, tokens, codes and verifiers are wrapped where they enter the
    toolkit and revealed only where they are sent.

    Parameters
    ----------
    value : str or Secret
        The text to hide. A :class:`Secret` is accepted as it is.

    Examples
    --------
    >>> password = Secret("swordfish")
    >>> password
    Secret('***')
    >>> f"{password}"
    '***'
    >>> password.reveal()
    'swordfish'
    """

    __slots__ = ("__value",)

    def __init__(self, value: str | Secret) -> None:
        self.__value: str = value.reveal() if isinstance(value, Secret) else value

    def reveal(self) -> str:
        """Return the text itself, for the one place that sends it."""
        return self.__value

    def __repr__(self) -> str:
        return "Secret('***')"

    def __str__(self) -> str:
        return "***"

    def __format__(self, spec: str) -> str:
        return "***"

    def __bool__(self) -> bool:
        return bool(self.__value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self.__value.encode(), other.reveal().encode())

    def __hash__(self) -> int:
        return hash((Secret, self.__value))

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a Secret is never pickled or copied; sign in again where it is needed")
