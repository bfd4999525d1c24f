"""Addresses are checked before anything is sent to them."""

from __future__ import annotations

import pytest

from documine_nb.errors import ConfigError
from documine_nb.transport.endpoint import Endpoint


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://acme.example/", "https://acme.example"),
        ("  https://ACME.example  ", "https://acme.example"),
        ("https://acme.example/api/dossier-templates", "https://acme.example"),
        ("https://acme.example/auth/realms/acme", "https://acme.example"),
        ("https://acme.example/documine/api", "https://acme.example/documine"),
        ("https://acme.example:8443", "https://acme.example:8443"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("http://documine.localhost", "http://documine.localhost"),
    ],
)
def test_the_base_url_is_what_stands_before_the_paths(given: str, kept: str) -> None:
    assert Endpoint(given).base_url == kept


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("", "is empty"),
        ("acme.example", "Did you mean 'https://acme.example'"),
        ("acme.example:8443/x", "Did you mean 'https://acme.example:8443/x'"),
        ("127.0.0.1:8000", "Did you mean 'http://127.0.0.1:8000'"),
        ("localhost:8000/", "Did you mean 'http://localhost:8000/'"),
        ("ftp://acme.example", "not an https address"),
        ("[::1", "not an https address"),
        ("https://", "not an https address"),
        ("http://acme.example", "not encrypted"),
        ("http://127.0.0.1.example", "not encrypted"),
        ("https://acme.example?x=1", "holds more than the address"),
        ("https://acme.example#x", "holds more than the address"),
        ("https://acme .example", "blanks or control characters"),
        ("https://acme.example\r\nX: y", "blanks or control characters"),
        ("https://acme.example:port", "cannot be read"),
        ("https://[::1", "cannot be read"),
    ],
)
def test_an_address_that_cannot_be_right_is_refused(given: str, reason: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Endpoint(given)
    assert reason in str(caught.value)


@pytest.mark.parametrize("given", ["ftp://a.example", "https//a.example", "https:/a.example", "/x"])
def test_where_more_than_the_beginning_is_wrong_nothing_is_guessed(given: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Endpoint(given)
    assert "Did you mean" not in str(caught.value)


def test_a_password_in_the_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(ConfigError) as caught:
        Endpoint("https://ada:swordfish@acme.example")
    assert "swordfish" not in str(caught.value)


@pytest.mark.parametrize(
    "path",
    [
        "api/users",
        "//other.example/api",
        "/api/../admin",
        "/api/%2e%2E/admin",
        "/api\\users",
        "/api#x",
        "/api\r\nX: y",
        "https://other.example/api",
    ],
)
def test_a_path_that_leads_elsewhere_is_refused(path: str) -> None:
    with pytest.raises(ConfigError, match="is not a path of the service"):
        Endpoint("https://acme.example").url(path)


def test_queries_are_encoded_and_added_to_one_that_is_there() -> None:
    url = Endpoint("https://acme.example").url("/api/x?a=1", {"b": "ü&", "c": None, "d": False})
    assert url == "https://acme.example/api/x?a=1&b=%C3%BC%26&d=false"


def test_proxies_of_the_environment_are_for_other_machines_only() -> None:
    assert Endpoint("https://acme.example").uses_environment
    assert not Endpoint("http://127.0.0.1:1").uses_environment
    assert not Endpoint("http://documine.localhost", asgi=object()).uses_environment
    assert not Endpoint("https://acme.example", trust_env=False).uses_environment
