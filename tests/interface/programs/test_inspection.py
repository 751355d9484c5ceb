from pathlib import Path

import pytest

from explorer.interface.explore.desk import Desk
from explorer.interface.programs.inspection import inspect_tool
from explorer.interface.settings import PageSettings
from tests.interface.programs.asking import asked


def test_it_answers_what_inspection_json_holds(tmp_path: Path) -> None:
    import explorer

    tool = inspect_tool(PageSettings(device="cpu"), Desk(), tmp_path)
    name = next(each.name for each in explorer.examples("cifar"))
    answer = asked(tool, photograph=name, class_name="0", method="layer-cam")
    assert answer["explained_class"] == {"index": 0, "name": "airplane"}
    assert answer["method"] == "layer-cam"
    seen = explorer.inspect("cifar-resnet20", explorer.example(name))
    assert answer["predictions"][0]["name"] == seen.predictions[0].name


def test_a_wrong_class_is_said(tmp_path: Path) -> None:
    import explorer

    tool = inspect_tool(PageSettings(device="cpu"), Desk(), tmp_path)
    name = next(each.name for each in explorer.examples("cifar"))
    with pytest.raises(ValueError, match="unicorn"):
        asked(tool, photograph=name, class_name="unicorn")
