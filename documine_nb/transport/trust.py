"""Whose certificates are trusted: the system's, the environment's, and those of ``ca_bundle=``."""

from __future__ import annotations

import importlib
import os
import ssl
from types import ModuleType

from documine_nb.errors import ConfigError
from documine_nb.transport.endpoint import Endpoint

__all__ = ["verification"]


def verification(endpoint: Endpoint, library: ModuleType) -> ssl.SSLContext | bool:
    """Return what `library`, httpx or httpx2, takes as ``verify``.

    Raises
    ------
    ConfigError
        The bundle cannot be read.
    """
    if endpoint.base_url.startswith("http:"):
        # Reading the system's authorities takes longer than a request that needs none of them.
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    bundle = endpoint.ca_bundle
    from_environment = os.environ.get("SSL_CERT_FILE") or os.environ.get("SSL_CERT_DIR")
    if bundle is None and not from_environment:
        # httpx2 asks the system by itself; httpx would trust certifi's list only, which knows no
        # company's own authority.
        return True if library.__name__ == "httpx2" else _system_store()
    context = ssl.create_default_context()
    if bundle is not None:
        try:
            context.load_verify_locations(
                cafile=None if bundle.is_dir() else str(bundle),
                capath=str(bundle) if bundle.is_dir() else None,
            )
        except (OSError, ssl.SSLError) as error:
            raise ConfigError(
                f"the certificate authorities in {str(bundle)!r} cannot be read: {error}",
                cure="Give ca_bundle= a PEM file of your network's authority.",
            ) from None
    return context


def _system_store() -> ssl.SSLContext:
    truststore = importlib.import_module("truststore")
    context: ssl.SSLContext = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return context
