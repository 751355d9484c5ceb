from dataclasses import asdict
from pathlib import Path

from explorer.interface.programs.networks import networks_tool
from explorer.interface.settings import PageSettings
from explorer.networks.catalog.catalog import entries
from tests.interface.programs.asking import asked


def test_it_lists_what_the_command_lists(tmp_path: Path) -> None:
    answer = asked(networks_tool(PageSettings(weights_folder=tmp_path)))
    assert answer == {"networks": [asdict(each) for each in entries(tmp_path)]}
