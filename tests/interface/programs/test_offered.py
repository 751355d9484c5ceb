from contextlib import ExitStack
from pathlib import Path

from explorer.interface.explore.desk import Desk
from explorer.interface.programs.offered import offered
from explorer.interface.race.line import Line
from explorer.interface.settings import PageSettings


def test_four_tools_each_described(tmp_path: Path) -> None:
    with ExitStack() as at_end:
        tools = offered(PageSettings(), Desk(), Line(), str(tmp_path), at_end)
    assert [each.name for each in tools] == ["inspect", "networks", "race", "depth"]
    for tool in tools:
        assert len(tool.says) > 40
        assert len(tool.answers) > 40
        assert all(each.says.endswith(".") for each in tool.parameters)
