"""All that programs and assistants may ask of one page."""

from contextlib import ExitStack
from pathlib import Path

from explorer.interface.explore.desk import Desk
from explorer.interface.programs.depth import depth_tool
from explorer.interface.programs.errands import Errands
from explorer.interface.programs.inspection import inspect_tool
from explorer.interface.programs.networks import networks_tool
from explorer.interface.programs.race import race_tool
from explorer.interface.programs.tool import Tool
from explorer.interface.race.line import Line
from explorer.interface.settings import PageSettings


def offered(
    page: PageSettings, desk: Desk, line: Line, uploads: str, at_end: ExitStack
) -> tuple[Tool, ...]:
    """`inspect`, which has an endpoint of its own, then the others.

    Args:
        page: The page's settings.
        desk: Where those who ask for an inspection wait.
        line: Where races wait for the processor.
        uploads: The folder of what was uploaded.
        at_end: Told what ends the work.
    """
    errands = Errands()
    at_end.callback(errands.close)
    return (
        inspect_tool(page, desk, Path(uploads)),
        networks_tool(page),
        race_tool(page, errands, line),
        depth_tool(errands, line),
    )
