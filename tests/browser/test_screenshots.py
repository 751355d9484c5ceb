"""`scripts/screenshots` still finds its way about the page; what it made lies in docs/pictures."""

from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser

from tests.conftest import ROOT

pytestmark = pytest.mark.browser


@pytest.fixture(name="screenshots")
def _screenshots(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    loader = SourceFileLoader("screenshots", str(ROOT / "scripts" / "screenshots"))
    spec = spec_from_loader(loader.name, loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


def test_every_picture_has_its_way(screenshots: Any) -> None:
    for language in screenshots.LANGUAGES:
        made = {path.stem for path in (ROOT / "docs" / "pictures" / language).iterdir()}
        assert made == set(screenshots.NAMES)


@pytest.mark.parametrize("name", ["race", "block"])
def test_a_picture_is_taken_again_as_it_lies_there(
    name: str, screenshots: Any, browser: Browser, address: str, tmp_path: Path
) -> None:
    page = browser.new_page(viewport=screenshots.SIZE, reduced_motion="reduce", locale="en-US")
    screenshots.take(page, address, "en", name, tmp_path, Path())
    page.close()
    with (
        Image.open(tmp_path / f"{name}.webp") as taken,
        Image.open(ROOT / "docs" / "pictures" / "en" / f"{name}.webp") as kept,
    ):
        # fonts and scroll bars are the machine's, so only the lay of it is compared
        small = [np.asarray(each.convert("L").resize((32, 18)), float) for each in (taken, kept)]
    assert np.corrcoef(small[0].ravel(), small[1].ravel())[0, 1] > 0.8
