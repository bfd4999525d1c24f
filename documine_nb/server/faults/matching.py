"""Which operation a request is for."""

from __future__ import annotations

import re

from documine_nb.contract import OPERATIONS

__all__ = ["NAMES", "operation_of"]

_SIGN_IN = re.compile(
    r"/auth/realms/[^/]+/(?:protocol/openid-connect/(?P<name>token|auth|certs|userinfo|logout)"
    r"|\.well-known/openid-configuration)"
)
NAMES = frozenset(OPERATIONS) | {"token", "auth", "certs", "userinfo", "logout", "metadata"}
"""Every name that a fault can be planned for."""


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile("[^/]+".join(map(re.escape, re.split(r"\{[^}]*\}", path))))


# Literal words win over placeholders: "bulk" is no file's id.
_ROUTES = [
    (operation.method, _pattern(path), operation.id)
    for path, operation in sorted(
        (
            (path, operation)
            for operation in OPERATIONS.values()
            for path in (operation.path, *operation.aliases)
        ),
        key=lambda pair: pair[0].count("{"),
    )
]


def operation_of(method: str, path: str) -> str | None:
    """Return the operationId that a method and a path belong to, or the sign-in's name.

    Examples
    --------
    >>> operation_of("GET", "/api/dossier-templates/t/dossiers/d/files/f/components")
    'getComponents'
    >>> operation_of("GET", "/api/dossier-templates/t/dossiers/d/bulk/components")
    'getComponentsForFiles'
    >>> operation_of("POST", "/auth/realms/demo/protocol/openid-connect/token")
    'token'
    """
    if found := _SIGN_IN.fullmatch(path):
        return found.group("name") or "metadata"
    for known, pattern, name in _ROUTES:
        if known == method and pattern.fullmatch(path):
            return name
    return None
