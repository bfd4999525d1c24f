"""Rules for a client in a notebook that are seen from `dm.connect` and the session."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from support.realm_served import served_realm
from support.sign_in import Realm

import documine_nb as dm
from documine_nb.auth.profiles import write_profile
from documine_nb.doctor import examine
from documine_nb.errors import ConfigError, LoginRequiredError

pytestmark = pytest.mark.anyio
ELSEWHERE = {"workspace": "acme", "client_id": "notebook", "flow": "paste"}


@pytest.mark.rule("C21")
def test_binder_takes_no_real_credentials_unless_forced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BINDER_SERVICE_HOST", "x")
    with pytest.raises(ConfigError, match=r"this is Binder.*dm\.demo\(\)"):
        dm.connect("https://acme.documine.invalid", **ELSEWHERE)
    monkeypatch.setenv("DOCUMINE_ALLOW_BINDER", "1")
    with pytest.raises(dm.errors.NetworkError):
        dm.connect("https://acme.documine.invalid", **ELSEWHERE)


def connect(world: Realm, **options: object) -> dm.Session:
    known = world.settings
    given = {
        "workspace": "acme",
        "client_id": "notebook",
        "username": "ada",
        "password": known.password,
        "flow": "password",
        "quiet": True,
    } | options
    return dm.connect(known.base_url, **given)  # type: ignore[arg-type]  # a table of options


@pytest.mark.rule("C19")
def test_a_session_shows_who_where_and_how_long(tmp_path: Path) -> None:
    with served_realm(tmp_path) as world, connect(world) as session:
        shown = session._repr_html_()
        assert all(text in shown for text in ("Ada", "acme", world.settings.base_url, "30 min"))
        assert 1_700 < (session.session_expires_in or 0) <= 1_800
        assert 200 < session.expires_in <= 300
        assert session.logout().session_ended
        assert "over: session.sign_in()" in session._repr_html_()


@pytest.mark.fault("B7")
@pytest.mark.fault("B8")
def test_a_session_goes_on_after_signing_in_again_with_the_same_handles(tmp_path: Path) -> None:
    with served_realm(tmp_path) as world, connect(world, keep="file") as session:
        assert session.request("GET", "/api/users") == []
        session.logout()
        with pytest.raises(LoginRequiredError, match="you signed out"):
            session.request("GET", "/api/users")
        assert session.sign_in(flow="password").username == "ada"
        assert session.request("GET", "/api/users") == []


@pytest.mark.fault("B26")
@pytest.mark.rule("C12")
def test_profiles_and_kept_sign_ins_of_several_workspaces_do_not_mix(tmp_path: Path) -> None:
    with served_realm(tmp_path) as world:
        world.identity.add_user("other", "ada", "Third-horse-9", first_name="Other")
        world.identity.add_client("other", "notebook", loopback=True)
        common = {"base_url": world.settings.base_url, "client_id": "notebook", "username": "ada"}
        for name in ("acme", "other"):
            write_profile(name, {**common, "workspace": name})
        known = {"acme": world.settings.password, "other": "Third-horse-9"}
        for name, password in known.items():
            session = dm.connect(
                profile=name, password=password, flow="password", keep="file", quiet=True
            )
            session.close()
        again = [dm.connect(profile=name, keep="file", quiet=True) for name in known]
        assert [session.who.name for session in again] == ["Ada", "Other"]
        for session in again:
            session.logout()
            session.close()


async def test_several_sessions_live_side_by_side(tmp_path: Path) -> None:
    def work() -> list[str]:
        with served_realm(tmp_path) as world:
            world.identity.add_user("acme", "bob", "Another-horse-8", first_name="Bob")
            bob = {"username": "bob", "password": "Another-horse-8"}
            with connect(world) as one, connect(world, **bob) as two:
                for session in (one, two):
                    session.request("GET", "/api/users")
                return [one.who.name, two.who.name]

    assert await asyncio.to_thread(work) == ["Ada", "Bob"]


def test_the_doctor_says_which_way_a_sign_in_would_take(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTERHUB_USER", "ada")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/etc/company.pem")
    found = {finding.what: finding.result for finding in examine()}
    assert "JupyterHub (JUPYTERHUB_USER is set)" in found["sign-in"]
    assert "not used here: give ca_bundle=" in found["REQUESTS_CA_BUNDLE"]
    assert found["keep='file'"].endswith("sign-ins")
    monkeypatch.setenv("DOCUMINE_REMOTE", "perhaps")
    wrong = [finding.what for finding in examine() if finding.is_wrong]
    assert wrong == ["sign-in"]


def test_settings_with_a_password_are_changed_without_showing_it(tmp_path: Path) -> None:
    with served_realm(tmp_path) as world:
        assert "Correct-horse" not in repr(replace(world.settings, username="bob"))
