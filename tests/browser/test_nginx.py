"""The page behind a real nginx, with the configuration of the documentation."""

import os
import re
import shutil
import subprocess
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from benchmarks.serving import free_port
from explorer.interface.doors.password import Password
from explorer.interface.settings import PageSettings
from tests.browser.conftest import Visit
from tests.browser.test_race import settings
from tests.conftest import ROOT, page_served

pytestmark = pytest.mark.browser
DOCUMENTED = (ROOT / "docs" / "hosting" / "nginx.conf").read_text("utf-8")
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
PREFIX = "/explorer"
SECRET = "k7mw3xqph9"


@pytest.fixture(scope="module", autouse=True)
def nginx() -> str:
    """The program; without it the tests skip, and fail where CI=true."""
    if NGINX is None:
        sentence = "nginx is not installed: install the package nginx"
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    return NGINX


@contextmanager
def in_front(nginx: str, server: str, address: str, folder: Path) -> Iterator[str]:
    """A running nginx before a page; yields its own address.

    Args:
        nginx: The program.
        server: A configuration as in the documentation.
        address: Of the page.
        folder: For all that nginx writes.
    """
    port = free_port()
    server, listens = re.subn(r"listen 80;", f"listen 127.0.0.1:{port};", server)
    server, passes = re.subn(r"http://127\.0\.0\.1:7860", address, server)
    assert listens == passes == 1
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "".join(f"{each}_temp_path {folder / each};" for each in kinds)
    user = "user root;" if os.name == "posix" and os.getuid() == 0 else ""
    configuration = folder / "nginx.conf"
    configuration.write_text(
        f"daemon off; {user} pid {folder / 'pid'}; error_log {folder / 'error.log'};\n"
        f"events {{}}\nhttp {{ access_log off; {places}\n{server}}}\n"
    )
    process = subprocess.Popen([nginx, "-e", str(folder / "error.log"), "-c", str(configuration)])
    try:
        deadline = time.monotonic() + 60
        while status(f"http://127.0.0.1:{port}/") is None:
            assert process.poll() is None, (folder / "error.log").read_text()
            assert time.monotonic() < deadline
            time.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(60)


def status(address: str, host: str | None = None) -> int | None:
    """Of HTTP; None if nobody listens."""
    request = urllib.request.Request(address, headers={"Host": host} if host else {})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None


@pytest.fixture(params=["below a path", "alone"])
def site(
    request: pytest.FixtureRequest, nginx: str, weights_folder: Path, tmp_path: Path
) -> Iterator[str]:
    """Where nginx has the page: below a path and with a password, or a host for itself."""
    with ExitStack() as stack:
        if request.param == "alone":
            server, address, prefix = DOCUMENTED.replace(f"{PREFIX}/", "/"), "address", ""
            address = request.getfixturevalue("address")
        else:
            settings = PageSettings(
                device="cpu", weights_folder=weights_folder, root_path=PREFIX,
                allowed_hosts=("example.org",), password=Password("class", SECRET),
            )  # fmt: skip
            server, address, prefix = DOCUMENTED, stack.enter_context(page_served(settings)), PREFIX
        yield stack.enter_context(in_front(nginx, server, address, tmp_path)) + prefix


@pytest.fixture
def behind(page: Page, site: str) -> Iterator[Visit]:
    """A visitor who asks for nothing outside the site, and sees no failing script."""
    page.set_default_timeout(60_000)
    visit = Visit(page, site)
    yield visit
    assert not visit.complaints
    assert not visit.elsewhere


def test_page_upload_race_and_zip_pass_through(
    behind: Visit, unhurried: None, tmp_path: Path
) -> None:
    page = behind.page
    refused: list[str] = []
    page.on("response", lambda each: refused.append(each.url) if each.status >= 400 else None)
    if behind.address.endswith(PREFIX):
        health = f"{behind.address}/explorer/health"
        assert [status(health, each) for each in ("example.org", "evil.example")] == [200, 403]
        assert status(behind.address) == 401  # led to the same with a slash
        page.goto(f"{behind.address}/?tab=explore&language=en")
        assert refused
        refused.clear()
        page.fill("[name=password]", SECRET)
        page.click("form button")
        page.wait_for_url(f"{behind.address}/?tab=explore&language=en")
        (cookie,) = page.context.cookies(behind.address)
        assert cookie["path"] == PREFIX
        page.wait_for_selector("#answer .view")
    else:
        behind.open("/?tab=explore&language=en")

    own = tmp_path / "noise.png"
    values = np.random.default_rng(0).integers(0, 256, (1200, 1200, 3), dtype=np.uint8)
    Image.fromarray(values).save(own)  # of 4 MB, more than nginx takes by itself
    assert own.stat().st_size > 2**20
    behind.ask("photograph")
    page.set_input_files("#photographs input[type=file]", own)
    expect(page.locator("#answer .rules .facts")).to_contain_text("noise.png")
    with page.expect_download() as download:
        page.click("#answer a.download")
    with zipfile.ZipFile(download.value.path()) as archive:
        assert any(name.endswith("inspection.json") for name in archive.namelist())

    page.locator("[data-tab-id=race]").first.click()
    settings(page, steps=9000, width=4)  # more than it does while it is looked at
    page.click("#race-start")
    page.wait_for_selector("[data-wish=stop]:not([hidden])")
    for more in (2, 3):  # it is asked again and again while it runs
        now = int(page.evaluate("explorerRace.log().n"))
        page.wait_for_function(f"window.explorerRace.log().n >= {now + more}")
    page.click("[data-wish=stop]")
    page.wait_for_selector("[data-wish=stop]", state="hidden")
    page.click("#race .opens-drawer")
    with page.expect_download() as download:
        page.click("#race .download")
    with zipfile.ZipFile(download.value.path()) as archive:
        assert any(name.endswith("layers.csv") for name in archive.namelist())
    page.click("[data-press=link]:visible")
    expect(page.locator("#links img")).to_have_js_property("complete", True)
    assert page.locator("#links img").evaluate("it => it.naturalWidth") > 0
    assert not refused
