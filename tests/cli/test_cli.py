"""The command line: one line for an error, exit codes, and the whole line of the demo."""

from __future__ import annotations

import signal
import subprocess
import sys
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest
from support.studies import studies

import documine_nb as dm
from documine_nb.auth.profiles import profile_names, read_profile
from documine_nb.cli import main
from documine_nb.cli.lab import QUICKSTART, prepare
from documine_nb.doctor import examine


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    for name in ("DOCUMINE_URL", "DOCUMINE_WORKSPACE", "DOCUMINE_CLIENT_ID", "DOCUMINE_PROFILE"):
        monkeypatch.delenv(name, raising=False)


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--version"])

    assert dm.__version__ in capsys.readouterr().out


def test_alone_it_lists_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2

    said = capsys.readouterr().err
    assert all(command in said for command in ("demo", "serve", "login", "doctor", "lab"))


def test_your_own_documents_go_through_the_whole_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "docs").mkdir()
    studies(tmp_path / "docs", 2)
    (tmp_path / "docs" / "bad.pdf").write_bytes(b"")
    (tmp_path / "docs" / "study1.pdf").rename(tmp_path / "docs" / "=1+1.pdf")
    out = tmp_path / "out"

    code = main(["demo", str(tmp_path / "docs"), "--out", str(out)])

    said = capsys.readouterr().out
    assert code == 0
    assert "both are identical" in said
    assert "is empty (0 bytes)" in said
    assert "Acute Oral Toxicity Study" in said
    assert {path.suffix for path in out.iterdir()} == {".zip", ".csv", ".png"}
    for name in ("components.csv", "components-long.csv"):
        assert "'=1+1.pdf" in (out / name).read_text(encoding="utf-8-sig")


def test_an_error_is_one_line_without_a_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["demo", str(tmp_path / "nothing"), "--out", str(tmp_path / "out")])

    said = capsys.readouterr().err.splitlines()[-1]
    assert code == 1
    assert said.startswith("documine-nb: ")
    assert "does not exist" in said
    assert "Check the path" in said


def test_documents_that_are_all_bad_end_with_their_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.pdf").write_bytes(b"")

    code = main(["demo", str(tmp_path / "bad.pdf"), "--out", str(tmp_path / "out")])

    assert code == 1
    assert "is empty (0 bytes)" in capsys.readouterr().err.splitlines()[-1]


def test_an_interrupt_ends_with_130(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("documine_nb.cli.doctor.examine", interrupted)

    assert main(["doctor"]) == 130
    assert capsys.readouterr().err == "documine-nb: stopped\n"


def test_serve_runs_until_it_is_stopped(tmp_path: Path) -> None:
    program = [sys.executable, "-u", "-m", "documine_nb.cli", "serve", "--folder", str(tmp_path)]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        lines = iter(server.stdout.readline, "")
        said = next(line for line in lines if "Address" in line)
        next(line for line in lines if "Ctrl" in line)
        server.send_signal(signal.SIGINT)
        code = server.wait(30)

    assert "http://127.0.0.1:" in said
    assert code == 0


def test_serve_refuses_to_be_seen_by_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["serve", "--folder", str(tmp_path), "--host", "0.0.0.0"])  # noqa: S104 - refused

    assert code == 1
    assert "cannot be started" in capsys.readouterr().err


def test_login_proves_the_settings_and_keeps_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from support.served import served  # noqa: PLC0415 - starts a server

    with served(tmp_path) as server:
        known = server.credentials
        monkeypatch.setenv("DOCUMINE_USERNAME", known.username)
        monkeypatch.setenv("DOCUMINE_PASSWORD", known.password)
        options = ["--base-url", server.base_url, "--workspace", known.workspace]
        options += ["--client-id", known.client_id, "--flow", "password", "--profile", "mine"]

        code = main(["login", *options])

    said = capsys.readouterr().out
    path = tmp_path / "config" / "documine_nb" / "profiles.toml"
    assert code == 0
    assert "Signed in as Mara Manager; 2 dossier templates." in said
    assert profile_names(path) == ["mine"]
    assert read_profile("mine", path)["client_id"] == known.client_id
    assert known.password not in path.read_text()


def test_login_with_a_wrong_password_keeps_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from support.served import served  # noqa: PLC0415 - starts a server

    with served(tmp_path) as server:
        known = server.credentials
        monkeypatch.setenv("DOCUMINE_USERNAME", known.username)
        monkeypatch.setenv("DOCUMINE_PASSWORD", "wrong")
        options = ["--base-url", server.base_url, "--workspace", known.workspace]

        code = main(["login", *options, "--client-id", known.client_id, "--flow", "password"])

    assert code == 1
    assert not (tmp_path / "config" / "documine_nb").exists()


def test_the_doctor_shows_no_password(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://ada:swordfish@proxy.acme.example:3128")
    monkeypatch.setenv("DOCUMINE_PASSWORD", "swordfish")

    code = main(["doctor"])

    said = capsys.readouterr().out
    assert code == 0
    assert "swordfish" not in said
    assert "proxy.acme.example:3128" in said


def test_the_doctor_names_the_optional_libraries_and_their_extras(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def version(name: str) -> str:
        if name in {"pint", "dask"}:
            raise PackageNotFoundError(name)
        return "9.9"

    monkeypatch.setattr("documine_nb.doctor.metadata.version", version)
    found = {finding.what: finding.result for finding in examine()}

    assert (found["pyarrow"], found["xlsxwriter"]) == ("9.9", "9.9")
    assert found["pint"] == 'not installed: pip install "documine_nb[units]"'
    assert found["dask"] == 'not installed: pip install "documine_nb[dask]"'


def test_the_doctor_finds_a_service_that_does_not_answer(tmp_path: Path) -> None:
    path = tmp_path / "config" / "documine_nb" / "profiles.toml"
    path.parent.mkdir(parents=True)
    path.write_text('[gone]\nbase_url="http://127.0.0.1:9"\nworkspace="w"\nclient_id="c"\n')

    wrong = [finding for finding in examine(profile="gone") if finding.is_wrong]

    assert [finding.what for finding in wrong] == ["service of profile 'gone'"]


def test_lab_gives_you_your_own_copy_and_never_writes_over_it(tmp_path: Path) -> None:
    prepare(tmp_path)
    assert "dm.demo()" in (tmp_path / QUICKSTART).read_text()
    (tmp_path / QUICKSTART).write_text("my work")

    prepare(tmp_path)

    assert (tmp_path / QUICKSTART).read_text() == "my work"


def test_serve_refuses_an_issuer_whose_answers_others_could_change(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    issuer = "http://login.example/auth/realms/acme"
    code = main(["serve", "--folder", str(tmp_path), "--issuer", issuer])
    assert code != 0
    assert "cannot be an issuer" in capsys.readouterr().err
