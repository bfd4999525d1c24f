"""When to send again and how long to wait first. Plain rules: no I/O, no clock of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime

__all__ = ["RETRIED_STATUS", "RetryPolicy", "is_repeatable", "read_retry_after"]

RETRIED_STATUS = frozenset({408, 429, 500, 502, 503, 504})
"""Answers that another try may change."""

_LONGEST_NUMBER = 9


@dataclass(frozen=True)
class RetryPolicy:
    """How often and how patiently a request is repeated.

    Parameters
    ----------
    attempts : int, default 4
        Sendings in all; 1 switches retries off.
    first, longest : float
        Seconds before the second sending, doubled for each further one up to `longest`.
    longest_told : float, default 120
        The longest wait that a ``Retry-After`` of the service is followed for, in seconds.

    Examples
    --------
    >>> policy = RetryPolicy()
    >>> [policy.wait(n, told=None, random=lambda: 1.0) for n in (1, 2, 3, 4)]
    [1.0, 2.0, 4.0, None]
    >>> policy.wait(1, told=36_000, random=lambda: 0.0)
    120.0
    """

    attempts: int = 4
    first: float = 1.0
    longest: float = 60.0
    longest_told: float = 120.0

    def wait(
        self, attempt: int, *, told: float | None, random: Callable[[], float]
    ) -> float | None:
        """Return the seconds to wait after that many sendings, None for no further one.

        Parameters
        ----------
        attempt : int
            Sendings so far, from 1.
        told : float or None
            What the service asked for, see :func:`read_retry_after`.
        random : callable
            Returns a number from 0 to 1: jitter, so that many clients do not come back at once.
        """
        if attempt >= self.attempts:
            return None
        step = min(self.first * 2.0 ** (attempt - 1), self.longest)
        if told is None:
            return step * (0.5 + random() / 2)
        return min(told, self.longest_told) + min(step, 1.0) * random() / 2


def read_retry_after(value: str | None, *, now: float) -> float | None:
    """Read a ``Retry-After`` header (RFC 9110, section 10.2.3); None for absent or nonsense.

    Parameters
    ----------
    value : str or None
        Seconds, or an HTTP date.
    now : float
        Seconds since 1970.

    Examples
    --------
    >>> read_retry_after("7", now=0)
    7.0
    >>> read_retry_after("Thu, 01 Jan 1970 00:01:00 GMT", now=20)
    40.0
    >>> read_retry_after("soon", now=0) is None
    True
    """
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        # A number of a million digits is as good as "very long".
        return float(text) if len(text) <= _LONGEST_NUMBER else float(10**_LONGEST_NUMBER)
    try:
        moment = parsedate_to_datetime(text)
        # HTTP dates are in GMT, also where the zone is left out or said to be unknown.
        told = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (TypeError, ValueError, OverflowError):
        return None
    return max(0.0, told - now)


def is_repeatable(kind: str, *, sent: bool, status: int | None = None) -> bool:
    """Say whether a request of that kind may be sent once more.

    Parameters
    ----------
    kind : str
        ``Operation.kind``: reads, deletes and replacements say the same thing twice.
    sent : bool
        Whether the service may have got it.
    status : int, optional
        The answer's status, where there is one. 429 means that it was not carried out.
    """
    if kind in {"read", "delete", "replace"}:
        return status is None or status in RETRIED_STATUS
    return not sent or status == 429  # noqa: PLR2004 -- the status codes' own numbers are their names
