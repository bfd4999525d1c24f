"""The panel in a real JupyterLab, against a server on a real port, by a person's clicks only."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect
from support.lab import Lab, Notebook, found_in, picture, window
from support.served import Served, served
from support.studies import studies

pytestmark = pytest.mark.browser

HOSTILE = "<img src=x onerror=document.title='fired'>"
OPEN = "import documine_nb as dm\npanel = dm.panel()\npanel"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("server")) as running:
        yield running


def _fill_in(panel: Any, server: Served) -> None:
    known = server.credentials
    panel.get_by_label("Address", exact=True).fill(server.base_url)
    panel.get_by_label("Workspace", exact=True).fill(known.workspace)
    panel.get_by_label("Client id", exact=True).fill(known.client_id)


def _panel(notebook: Notebook) -> Any:
    output = notebook.run(0)
    panel = output.locator(".documine-panel")
    panel.wait_for()
    return panel


@pytest.mark.fault("B80")
@pytest.mark.fault("B95")
def test_from_sign_in_to_a_variable_and_a_chart(
    lab: Lab, chromium: Browser, server: Served, tmp_path: Path
) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    studies(reports, 3)
    path = lab.notebook("line.ipynb", OPEN, "df.shape")
    with window(chromium) as context:
        page = context.new_page()
        notebook = lab.open(page, path)
        panel = _panel(notebook)
        _sign_in(panel, context, server)
        _create(panel)
        _upload(panel, reports)
        _export(panel, tmp_path / "results")
        _load(panel)

        expect(notebook.run(1)).to_contain_text("(3, ")
        picture(page, "10-notebook")
        saved = notebook.save()

        assert page.title() != "fired"
        assert list((tmp_path / "results").glob("*.zip"))
        assert found_in(saved, [server.credentials.password]) == []
        assert "access_token" not in saved
        assert "code=" not in saved
        _reopened(lab, context, path)


def _sign_in(panel: Any, context: BrowserContext, server: Served) -> None:
    picture(panel, "1-sign-in")
    _fill_in(panel, server)
    panel.get_by_role("button", name="Sign in", exact=True).click()
    link = panel.get_by_role("link", name="Open the sign-in page")
    link.wait_for()
    picture(panel, "2-sign-in-link")
    with context.expect_page() as opened:
        link.click()
    login = opened.value
    login.locator("input[name=username]").fill(server.credentials.username)
    login.locator("input[name=password]").fill(server.credentials.password)
    login.locator("[type=submit]").click()
    login.get_by_role("heading", name="Signed in").wait_for()
    login.close()


def _create(panel: Any) -> None:
    panel.get_by_text("There are no dossiers yet").wait_for()
    picture(panel, "3-no-dossiers")
    panel.get_by_label("New dossier", exact=True).fill(HOSTILE)
    panel.get_by_label("of template", exact=True).select_option("OECD acute toxicity")
    panel.get_by_role("button", name="Create", exact=True).click()
    expect(panel.get_by_role("radio")).to_be_checked()
    picture(panel, "4-dossiers")


def _upload(panel: Any, reports: Path) -> None:
    panel.get_by_role("tab", name="Files").click()
    panel.get_by_text("This dossier has no files yet").wait_for()
    picture(panel, "5-no-files")
    panel.get_by_label("Upload", exact=True).fill(str(reports / "*.pdf"))
    panel.get_by_role("button", name="Upload").click()
    panel.get_by_text("3 files given, 3 uploaded", exact=True).wait_for()
    expect(panel.get_by_role("cell", name="PROCESSED", exact=True)).to_have_count(3)
    panel.get_by_role("checkbox", name="choose study2.pdf").check()
    panel.get_by_text("3 files, 1 chosen").wait_for()
    picture(panel, "6-files")


def _export(panel: Any, target: Path) -> None:
    panel.get_by_role("tab", name="Export").click()
    panel.get_by_role("button", name="Start the export").click()
    panel.get_by_text("The package is ready to be downloaded.").wait_for()
    panel.get_by_label("Save in", exact=True).fill(str(target))
    panel.get_by_role("button", name="Download").click()
    panel.get_by_text("Saved and verified").wait_for()
    # Outside the folder that this notebook server shows: the path as text.
    panel.get_by_text(f"On the kernel's disk: {target}").wait_for()
    picture(panel, "7-export")
    panel.get_by_label("Save in", exact=True).fill("results")
    panel.get_by_role("button", name="Download", exact=True).click()
    link = panel.get_by_role("link", name="to your computer")
    link.wait_for()
    picture(panel, "7-export-link")
    with panel.page.expect_download() as fetched:
        link.click()
    assert zipfile.is_zipfile(fetched.value.path())


def _load(panel: Any) -> None:
    panel.get_by_role("tab", name="Data").click()
    panel.get_by_role("button", name="Load", exact=True).click()
    panel.get_by_text("It is in the variable df.").wait_for()
    panel.get_by_role("button", name="Draw").click()
    panel.get_by_role("img", name="LD50 by study").wait_for()
    picture(panel, "8-data")
    panel.get_by_role("tab", name="Usage").click()
    panel.get_by_text("Pages analysed").wait_for()
    panel.get_by_role("img", name="License usage").wait_for()
    picture(panel, "9-usage")


def _reopened(lab: Lab, context: BrowserContext, path: Path) -> None:
    """Without its kernel the notebook tells the last state."""
    page = context.new_page()
    notebook = lab.open(page, path)
    notebook.page.evaluate(
        "() => window.jupyterapp.shell.currentWidget.sessionContext.restartKernel()"
    )
    output = page.locator(".jp-Notebook .jp-CodeCell").first.locator(".jp-OutputArea")
    output.get_by_text("study1.pdf").first.wait_for()
    picture(output, "11-reopened")
    page.close()


@pytest.mark.fault("B95")
def test_a_password_goes_to_the_kernel_and_nowhere_else(
    lab: Lab, chromium: Browser, server: Served
) -> None:
    path = lab.notebook("password.ipynb", OPEN)
    with window(chromium, size=(1050, 900), dark=True) as context:
        page = context.new_page()
        notebook = lab.open(page, path)
        panel = _panel(notebook)
        _fill_in(panel, server)
        panel.get_by_text("Technical user with a local password, or the client itself").click()
        panel.get_by_label("User name", exact=True).fill(server.credentials.username)
        field = panel.get_by_label("Password", exact=True)
        field.fill("not the password")
        picture(panel, "12-technical-user")
        panel.get_by_role("button", name="Sign in by password").click()
        panel.get_by_role("alert").wait_for()
        picture(panel, "13-refused")
        expect(field).to_have_value("")

        field.fill(server.credentials.password)
        field.press("Enter")
        panel.get_by_role("button", name="Sign out").wait_for()
        panel.get_by_role("button", name="Create", exact=True).wait_for()
        saved = notebook.save()
        picture(page, "14-narrow")

        assert found_in(saved, [server.credentials.password, "not the password"]) == []


def test_a_code_is_confirmed_on_another_page(lab: Lab, chromium: Browser, server: Served) -> None:
    path = lab.notebook("device.ipynb", OPEN)
    with window(chromium) as context, window(chromium) as elsewhere:
        notebook = lab.open(context.new_page(), path)
        panel = _panel(notebook)
        _fill_in(panel, server)
        panel.get_by_role("button", name="Sign in", exact=True).click()
        panel.get_by_role("button", name="Confirm a code").click()
        code = panel.locator(".documine-user-code")
        code.wait_for()
        picture(panel, "15-device")
        _confirm(elsewhere, panel.get_by_role("link", name="/device"), code.inner_text(), server)

        panel.get_by_role("button", name="Sign out").wait_for()
        panel.get_by_role("tab", name="Sign in").click()
        panel.get_by_text("each call renews it").wait_for()
        picture(panel, "16-signed-in")
        assert "device_code" not in notebook.save()


def _confirm(elsewhere: BrowserContext, link: Any, code: str, server: Served) -> None:
    """Do what a person does at a telephone: type the address, the code, and sign in there."""
    page = elsewhere.new_page()
    page.goto(link.get_attribute("href"))
    page.locator("input[name=user_code]").fill(code)
    page.locator("[type=submit]").click()
    page.locator("input[name=username]").fill(server.credentials.username)
    page.locator("input[name=password]").fill(server.credentials.password)
    page.get_by_role("button", name="Sign in and allow").click()
    page.get_by_role("heading", name="Device connected").wait_for()
