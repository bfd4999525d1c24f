"""A real browser that signs people in, at Keycloak's pages and at the embedded server's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, sync_playwright
from support.provider import PASSWORD
from support.system import chromium


@contextmanager
def browser_page() -> Iterator[Page]:
    """Open a page of a fresh headless Chromium; for one thread, as Playwright wants it."""
    with sync_playwright() as playwright:
        # Root cannot have Chromium's sandbox, and containers often run as root.
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        try:
            page = browser.new_page()
            page.set_default_timeout(20_000)
            yield page
        finally:
            browser.close()


def fill_in(page: Page, username: str, password: str = PASSWORD) -> None:
    page.fill("#username", username)
    page.fill("#password", password)


def sign_in_by_loopback(address: str, username: str = "ada") -> str:
    """Sign in and return what the page says in the end."""
    with browser_page() as page:
        page.goto(address)
        fill_in(page, username)
        page.press("#password", "Enter")
        page.wait_for_url("http://127.0.0.1:*/callback?*")
        return page.inner_text("h1")


def sign_in_with_new_password(address: str, username: str, password: str) -> str:
    """Sign in where the server wants another password first."""
    with browser_page() as page:
        page.goto(address)
        fill_in(page, username)
        page.press("#password", "Enter")
        page.fill("#password-new", password)
        page.fill("#password-confirm", password)
        page.press("#password-confirm", "Enter")
        page.wait_for_url("http://127.0.0.1:*/callback?*")
        return page.inner_text("h1")


def address_ended_at(address: str, username: str = "ada") -> str:
    """Sign in where nothing listens, and return the address in the browser's address bar."""
    with browser_page() as page:
        page.goto(address)
        fill_in(page, username)
        with page.expect_request(lambda request: "/callback?" in request.url) as seen:
            page.press("#password", "Enter")
        return seen.value.url


def decide_on_device(address: str, *, allow: bool, username: str = "ada") -> str:
    """Go through the device pages and return what the last one says."""
    yes = "[name=accept], [value=allow]"
    no = "[name=cancel], [value=deny]"
    with browser_page() as page:
        page.goto(address)
        fill_in(page, username)
        if page.locator(yes).count() == 0:  # Keycloak asks on a page of its own
            page.press("#password", "Enter")
        page.click(yes if allow else no)
        page.wait_for_load_state()
        return page.inner_text("body")
