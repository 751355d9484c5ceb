from graphlib import CycleError

import pytest

from explorer.notebook import scripts
from explorer.notebook.scripts import ENTRY, in_order, widget_module


def test_a_module_comes_after_all_that_it_imports() -> None:
    names = [name for name, _ in in_order(ENTRY)]
    assert names[-1] == ENTRY
    assert names.index("race/wire.js") < names.index("race/log.js") < names.index("stage/curve.js")
    assert not any("plotly" in name for name in names)


def test_a_circle_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    circle = {"a.js": "import 'page/b.js';", "b.js": "import 'page/a.js';"}
    monkeypatch.setattr(scripts, "modules", lambda _: circle)
    with pytest.raises(CycleError):
        in_order("a.js")


def test_nothing_of_the_style_leaves_the_shadow_root() -> None:
    assert ":root" not in widget_module()
    assert ":host(.dark) {" in widget_module()
    assert len(widget_module()) < 80_000  # a saved notebook may hold it
