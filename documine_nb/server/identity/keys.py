"""The RSA keys that tokens are signed with: one for each workspace, kept in the data folder."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

from joserfc.jwk import RSAKey

from documine_nb.server.private_files import create_once

__all__ = ["SigningKeys"]


class SigningKeys:
    """Signing keys, read or made when first needed and then remembered."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._keys: dict[str, RSAKey] = {}

    def get(self, workspace: str) -> RSAKey:
        """Return a workspace's private key; its ``kid`` is its thumbprint (RFC 7638)."""
        key = self._keys.get(workspace)
        if key is None:
            with self._lock:
                key = self._keys.get(workspace) or self._load(workspace)
                self._keys[workspace] = key
        return key

    def _load(self, workspace: str) -> RSAKey:
        path = self._folder / f"signing-key-{workspace}.json"
        if path.exists():
            draft = b""
        else:
            fresh = RSAKey.generate_key(2048, auto_kid=True)
            draft = json.dumps(fresh.as_dict(private=True)).encode()
        return RSAKey.import_key(json.loads(create_once(path, draft)))

    def jwks(self, workspace: str) -> dict[str, Any]:
        """Return the public half, as RFC 7517 has it."""
        public = self.get(workspace).as_dict(private=False)
        return {"keys": [{**public, "use": "sig", "alg": "RS256"}]}
