"""Where the service is, checked before anything is sent there."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from urllib.parse import SplitResult, quote, urlencode, urlsplit

from documine_nb.errors import ConfigError

__all__ = ["Endpoint"]

_EXAMPLE = "Give the address as https://acme.documine.example"
_PATH_SAFE = "/%:@!$&'()*+,;=~?-._"
# Such paths need neither a second look nor encoding, and most are such; no segment is "." or "..".
_PLAIN_PATH = re.compile(r"(?:/\w[\w.~-]*)+", re.ASCII)
# What people paste from the browser or from the introduction, behind the base URL itself.
_PASTED = ("api", "auth", "ui", "docs")


@dataclass(frozen=True)
class Endpoint:
    """The service's address and the way to it.

    Parameters
    ----------
    base_url : str
        Address of the service, such as ``"https://acme.documine.example"``. A trailing slash and
        a pasted ``/api/...`` are taken off.
    ca_bundle : Path, optional
        A PEM file (or folder) of further certificate authorities to trust, for networks with
        their own.
    trust_env : bool, default True
        Whether proxies of the environment are used; never for addresses on this machine.
    uds : Path, optional
        A Unix socket to speak through.
    asgi : object, optional
        An ASGI application to call in this process instead of a network.

    Raises
    ------
    ConfigError
        Where the address is no https address, or holds a user, a query or a fragment.

    Examples
    --------
    >>> Endpoint("https://acme.documine.example/api/").base_url
    'https://acme.documine.example'
    >>> Endpoint("http://acme.documine.example")
    Traceback (most recent call last):
    ...
    documine_nb.errors.ConfigError: 'http://acme.documine.example' is not encrypted. ...
    """

    base_url: str
    ca_bundle: Path | None = None
    trust_env: bool = True
    uds: Path | None = None
    asgi: object | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "base_url", self._checked(self.base_url))
        if self.ca_bundle is not None:
            object.__setattr__(self, "ca_bundle", Path(self.ca_bundle))

    def _checked(self, text: str) -> str:
        text = text.strip()
        parts = _split(text)
        if parts.username is not None or parts.password is not None:
            # The address itself is not repeated: it holds a password.
            raise ConfigError(
                "the service's address holds a user name or password",
                cure="Leave it out of the address; sign-in asks for it by itself.",
            )
        if parts.query or parts.fragment:
            raise ConfigError(
                f"the service's address holds more than the address: {text.split('?')[0]!r}",
                cure=f"Leave out everything from '?' or '#' on. {_EXAMPLE}.",
            )
        if parts.scheme == "http" and not (self.is_in_process or _is_loopback(parts.hostname)):
            raise ConfigError(
                f"{text!r} is not encrypted", cure="Use https://; http:// is for this machine only."
            )
        port = f":{parts.port}" if parts.port is not None else ""
        host = parts.hostname or ""
        host = f"[{host}]" if ":" in host else host
        return f"{parts.scheme}://{host}{port}{_prefix(parts.path)}"

    @property
    def host(self) -> str:
        """Host and port as people know them."""
        return urlsplit(self.base_url).netloc

    @property
    def is_in_process(self) -> bool:
        """Whether requests leave this machine's memory or socket files at all: they do not."""
        return self.asgi is not None or self.uds is not None

    @property
    def is_local(self) -> bool:
        """Whether the service runs on this machine."""
        return self.is_in_process or _is_loopback(urlsplit(self.base_url).hostname)

    @property
    def uses_environment(self) -> bool:
        """Whether the environment's proxies apply."""
        # HTTP_PROXY breaks calls to 127.0.0.1, and no proxy can reach this machine's own ports.
        return self.trust_env and not self.is_local

    def url(self, path: str, query: Mapping[str, object] | None = None) -> str:
        """Return the full address of `path`, with `query` encoded.

        Examples
        --------
        >>> Endpoint("https://a.example").url("/api/users", {"active": True, "id": ["1", "2"]})
        'https://a.example/api/users?active=true&id=1&id=2'
        """
        if not _PLAIN_PATH.fullmatch(path):
            _check_path(path)
            path = quote(path, safe=_PATH_SAFE)
        target = f"{self.base_url}{path}"
        pairs = tuple(_pairs(query or {}))
        if not pairs:
            return target
        return f"{target}{'&' if '?' in target else '?'}{_encoded(pairs)}"


def _split(text: str) -> SplitResult:
    if not text:
        raise ConfigError("the service's address is empty", cure=f"{_EXAMPLE}.")
    if any(character.isspace() or not character.isprintable() for character in text):
        raise ConfigError(
            f"the service's address holds blanks or control characters: {text!r}",
            cure=f"{_EXAMPLE}.",
        )
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError as error:
        raise ConfigError(
            f"the service's address cannot be read: {error}", cure=f"{_EXAMPLE}."
        ) from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ConfigError(f"{text!r} is not an https address", cure=f"{_EXAMPLE}.{_meant(text)}")
    return parts


def _meant(text: str) -> str:
    """Return a question where only the beginning seems to be missing."""
    host, _, rest = text.partition("/")
    if not host or host.lower() in {"http", "https"} or "//" in rest or host.endswith(":"):
        return ""
    scheme = "http" if _is_loopback(host.partition(":")[0]) else "https"
    return f" Did you mean '{scheme}://{text}'?"


def _prefix(path: str) -> str:
    kept = []
    for segment in path.split("/"):
        if segment in _PASTED:
            break
        if segment:
            kept.append(segment)
    return "".join(f"/{segment}" for segment in kept)


def _check_path(path: str) -> None:
    bare = path.split("?", 1)[0]
    wrong = (
        not path.startswith("/")
        or path.startswith("//")
        or "\\" in path
        or "#" in path
        or not path.isprintable()
        or any(part in {".", ".."} for part in bare.lower().replace("%2e", ".").split("/"))
    )
    if wrong:
        raise ConfigError(
            f"{path!r} is not a path of the service",
            cure="Give an absolute path such as '/api/dossier-templates'.",
        )


def _pairs(query: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, value in query.items():
        several = isinstance(value, Sequence) and not isinstance(value, str | bytes)
        for one in value if several else [value]:  # type: ignore[attr-defined]
            if one is None:
                continue
            yield name, str(one).lower() if isinstance(one, bool) else str(one)


@lru_cache(64)  # of many calls the query is the same
def _encoded(pairs: tuple[tuple[str, str], ...]) -> str:
    return urlencode(pairs)


def _is_loopback(host: str | None) -> bool:
    if host is None:
        return False
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
