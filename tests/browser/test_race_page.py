"""The page of a race that opens as a file."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from explorer.figures.race.page import race_page
from explorer.training.race.settings import described
from tests.page.race_on_paper import race_on_paper

pytestmark = pytest.mark.browser


def test_it_draws_and_replays_without_a_network(page: Page, tmp_path: Path) -> None:
    run = race_on_paper()
    assert run.facts is not None
    text = race_page(described(run.settings), run.facts, run.steps)
    (tmp_path / "race.html").write_text(text, "utf-8")
    complaints, asked = [], []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("request", lambda request: asked.append(request.url))
    page.goto((tmp_path / "race.html").as_uri())
    for chart in ("loss", "accuracy", "profile-weight_gradient", "heat-activation_gradient"):
        expect(page.locator(f"[data-chart={chart}] .main-svg").first).to_be_attached()
    expect(page.locator(".replay output")).to_have_text(
        "step 4 · plain: exploding, at chance · residual: healthy, at chance"
    )
    folded = page.locator("[data-chart=profile-weight]")
    assert folded.locator(".main-svg").count() == 0
    page.click("details:has([data-chart=profile-weight]) summary")
    expect(folded.locator(".main-svg").first).to_be_attached()
    page.locator(".replay input").fill("2")
    summary = page.locator("[data-chart=profile-weight_gradient] .summary")
    expect(summary).to_contain_text("Step 2, plain: 0 in the first layer, 0.016 in the last.")
    marked = "document.querySelector('[data-chart=loss] .plot').layout.shapes.at(-1).x0"
    page.wait_for_function(f"{marked} === 2")
    assert complaints == []
    assert all(url.startswith(("file:", "data:", "blob:")) for url in asked)
