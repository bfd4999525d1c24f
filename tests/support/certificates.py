"""Certificates of an authority that only tests know."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import trustme


@dataclass(frozen=True)
class Authority:
    """An authority and its PEM file."""

    ca: trustme.CA
    bundle: Path

    def server(self, name: str = "127.0.0.1", *, expired: bool = False) -> ssl.SSLContext:
        """Return what a server of that name needs."""
        until = datetime(2020, 1, 1, tzinfo=UTC) if expired else None
        since = datetime(2019, 1, 1, tzinfo=UTC) if expired else None
        issued = self.ca.issue_cert(name, not_before=since, not_after=until)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        issued.configure_cert(context)
        return context


def authority(folder: Path) -> Authority:
    """Make a new authority in a folder."""
    ca = trustme.CA()
    bundle = folder / "authority.pem"
    ca.cert_pem.write_to_path(str(bundle))
    return Authority(ca, bundle)
