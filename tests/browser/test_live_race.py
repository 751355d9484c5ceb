"""The widget of a live race, drawn by a real browser on a page that stands in for a notebook."""

import base64
import json
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Page

import explorer
from explorer.notebook.live_widget import held, told
from explorer.notebook.scripts import widget_module
from explorer.training.race.settings import RaceSettings

pytestmark = pytest.mark.browser
# As a notebook's front end calls it: a model with traits, an element to draw into.
HOST = """
async ([module, traits]) => {
  const { default: widget } = await import(`data:text/javascript;base64,${module}`);
  const changed = [];
  const model = {
    get: (name) => traits[name],
    on: (event, call) => event === 'change:told' && changed.push(call),
    off: (event, call) => changed.splice(changed.indexOf(call), 1),
  };
  window.tell = (told) => { traits.told = told; for (const call of changed) call(); };
  window.end = await widget.render({ model, el: document.querySelector('#cell') });
  window.followers = () => changed.length;
}
"""
LINES = """() => [...document.querySelector('#cell').shadowRoot.querySelectorAll('.line')].map(
    (line) => [line.closest('svg').classList[0], line.classList[1], line.getAttribute('d')])"""


def test_both_networks_are_drawn_and_move(page: Page) -> None:
    race = explorer.race(RaceSettings(depth=20, steps=8, width=4, batch=16)).result()
    traits: dict[str, Any] = {"held": held(), "told": told(replace(race, steps=()), "running")}
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_content('<body style="color: white; background: black"><div id="cell"></div>')
    module = base64.b64encode(widget_module().encode()).decode()
    page.evaluate(HOST, [module, traits])
    assert page.evaluate(LINES) == []  # nothing is done yet

    def drawn(steps: int) -> dict[tuple[str, str], str]:
        sent = told(replace(race, steps=race.steps[:steps]), "running")
        page.evaluate("(told) => window.tell(told)", json.loads(json.dumps(sent)))
        return {(figure, kind): path for figure, kind, path in page.evaluate(LINES)}

    early, late = drawn(3), drawn(8)
    assert {(name, kind) for name in ("gradients", "loss") for kind in ("plain", "residual")} < {
        *late
    }
    for (figure, kind), path in late.items():
        if kind != "guess":
            assert path.count("L") == (18 if figure == "gradients" else 7)
            assert path != early[figure, kind]
    cell = page.locator("#cell .live")
    assert "step 8 of 8 · learning" in cell.inner_text()
    words = cell.locator(".plain [data-of=gradients]")
    last = race.steps[-1].plain
    assert last is not None
    assert words.inner_text() == last.verdict.word
    assert words.get_attribute("data-word") == last.verdict.word
    assert "dark" in (
        page.locator("#cell").get_attribute("class") or ""
    )  # light letters stand on dark
    cell.locator("input").fill("3")
    assert "step 3 of 8" in cell.inner_text()
    gradients = {kind: path for figure, kind, path in page.evaluate(LINES) if figure == "gradients"}
    assert gradients["plain"] != late["gradients", "plain"]
    page.evaluate("() => window.end()")
    assert page.evaluate("() => window.followers()") == 0
    assert complaints == []
