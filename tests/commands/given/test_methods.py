from typing import get_args

import pytest

from explorer.commands.given import methods
from explorer.commands.given.methods import Method, with_methods
from explorer.inspection.grad_cam import METHODS
from explorer.inspection.result import ATTRIBUTIONS


def test_the_choices_are_the_methods_that_exist() -> None:
    assert get_args(Method)[: len(METHODS)] == tuple(method.name for method in METHODS)
    assert get_args(Method)[-len(ATTRIBUTIONS) :] == tuple(ATTRIBUTIONS)


def test_the_help_has_a_line_for_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(methods, "cam_names", lambda: (*(m.name for m in METHODS), "sum-cam"))
    said = with_methods("""Explain.

    Maps:

    {maps}

    Others:

    {attributions}
    """).splitlines()
    lines = [line for line in said if line.startswith("- ")]
    assert len(lines) == len(METHODS) + 1 + len(ATTRIBUTIONS)
    assert "- layer-cam (Jiang et al. 2021)" in lines
    assert "- sum-cam, of an installed package" in lines
    assert lines[-1] == "- occlusion (Zeiler and Fergus 2014)"
    assert lines[0].endswith("look at those with layer-cam")
