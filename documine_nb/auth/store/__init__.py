"""Where a sign-in is kept beyond this process: nowhere by default, on request in a keyring or file.

Kept by login server, client and user; several notebooks share one sign-in and renew it one at a
time.
"""

from __future__ import annotations

from documine_nb.auth.store.keeping import KEEPS, SharedTokens, SignInStore, open_store
from documine_nb.auth.store.lock import NoLocksError
from documine_nb.auth.store.record import BadRecordError, Key

__all__ = [
    "KEEPS",
    "BadRecordError",
    "Key",
    "NoLocksError",
    "SharedTokens",
    "SignInStore",
    "open_store",
]
