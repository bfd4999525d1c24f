"""What works here and what does not: versions, network, profiles; never a secret."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from urllib.parse import urlsplit

from documine_nb.auth.metadata import discover
from documine_nb.auth.profiles import profile_names, profiles_path
from documine_nb.auth.settings import ConnectSettings, load_settings
from documine_nb.auth.store.files import state_folder
from documine_nb.auth.store.keyrings import KeyringVault
from documine_nb.auth.surroundings import find_place
from documine_nb.bridge import run
from documine_nb.errors import DocuMineError
from documine_nb.resources.listing import Listing
from documine_nb.transport.plain import PlainHttp

__all__ = ["Finding", "examine"]

_LIBRARIES = ("httpx2", "httpx", "pandas", "matplotlib", "ipywidgets", "anywidget", "nest-asyncio2")
_JUPYTER = ("ipykernel", "jupyterlab", "notebook")
_SERVER = ("fastapi", "uvicorn", "joserfc", "pypdfium2", "python-multipart", "xlsxwriter", "psutil")
_EXTRAS = {"pyarrow": "arrow", "xlsxwriter": "excel", "pint": "units", "dask": "dask"}
_PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR")
_OTHERS = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Attributes
    ----------
    what : str
        The thing.
    result : str
        What was found; passwords are left out.
    is_wrong : bool
        Whether it keeps something from working that was asked for.
    """

    what: str
    result: str
    is_wrong: bool = False


def examine(*, profile: str | None = None) -> Listing[Finding]:
    """Look around, and with `profile` also whether that profile's service can be reached.

    Examples
    --------
    >>> [finding.what for finding in examine()][:2]
    ['documine_nb', 'Python']
    """
    findings = [*_versions(), *_surroundings()]
    if profile is not None:
        findings.append(_reachability(profile))
    return Listing(
        findings,
        title="findings",
        columns={
            "what": lambda one: one.what,
            "result": lambda one: one.result,
            "": lambda one: "WRONG" if one.is_wrong else "",
        },
    )


def _versions() -> Iterator[Finding]:
    yield Finding("documine_nb", _version("documine_nb"))
    yield Finding("Python", f"{platform.python_version()} on {platform.platform()}")
    chosen = os.environ.get("DOCUMINE_HTTP") or "the first installed of httpx2, httpx"
    yield Finding("HTTP library", f"{chosen}")
    for name in (*_LIBRARIES, *_JUPYTER):
        yield Finding(name, _version(name))
    for name, extra in _EXTRAS.items():
        found = _version(name)
        hint = f'{found}: pip install "documine_nb[{extra}]"'
        yield Finding(name, hint if found == _MISSING else found)
    missing = [name for name in _SERVER if _version(name) == _MISSING]
    hint = f'without {", ".join(missing)}: pip install "documine_nb[demo]"'
    yield Finding("embedded server", hint if missing else "can run here")


_MISSING = "not installed"


def _version(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return _MISSING


def _surroundings() -> Iterator[Finding]:
    yield Finding("kernel", "yes" if "ipykernel" in sys.modules else "no: an ordinary process")
    for name in _PROXIES:
        value = os.environ.get(name) or os.environ.get(name.lower())
        if value:
            yield Finding(name, value if name == "NO_PROXY" else _without_password(value))
    for name in _OTHERS:
        if value := os.environ.get(name):
            hint = f"{value} (of other libraries, not used here: give ca_bundle= or SSL_CERT_FILE)"
            yield Finding(name, hint)
    yield from _sign_in()
    for name in sorted(os.environ):
        if name.startswith("DOCUMINE_"):
            is_secret = name.endswith(("PASSWORD", "SECRET"))
            yield Finding(name, "set" if is_secret else _without_password(os.environ[name]))
    names = profile_names()
    yield Finding("profiles", f"{', '.join(names) or 'none'} in {profiles_path()}")


def _sign_in() -> Iterator[Finding]:
    """Say which way a sign-in would take here, and where it could be kept."""
    try:
        place = find_place()
        way = "paste-back or a device code" if place.is_remote else "a browser on this machine"
        yield Finding("sign-in", f"by {way}: {place.name} ({place.why})")
    except DocuMineError as error:
        yield Finding("sign-in", str(error), is_wrong=True)
    try:
        kept = KeyringVault().place
    except DocuMineError as error:
        kept = f"no keyring ({error.message})"
    yield Finding("keep='keyring'", kept)
    yield Finding("keep='file'", str(state_folder()))


def _without_password(text: str) -> str:
    """Return an address without user and password; other texts as they are.

    >>> _without_password("http://ada:swordfish@proxy:3128")
    'http://***@proxy:3128'
    """
    if "@" not in text:
        return text
    parts = urlsplit(text if "://" in text else f"//{text}")
    scheme = f"{parts.scheme}://" if parts.scheme else ""
    return f"{scheme}***@{parts.netloc.rpartition('@')[2]}{parts.path}"


def _reachability(profile: str) -> Finding:
    what = f"service of profile {profile!r}"
    try:
        settings = load_settings(profile=profile)
        issuer = run(_issuer(settings))
    except DocuMineError as error:
        return Finding(what, str(error), is_wrong=True)
    return Finding(what, f"{settings.base_url} answers; login server {issuer}")


async def _issuer(settings: ConnectSettings) -> str:
    http = PlainHttp(settings.endpoint, timeout=settings.timeout)
    try:
        provider = await discover(http, settings)
    finally:
        await http.aclose()
    return provider.issuer or provider.token_endpoint
