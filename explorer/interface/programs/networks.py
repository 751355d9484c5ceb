"""The tool `networks`: what can be inspected."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import asdict
from typing import Any, Final

from anyio import to_thread

from explorer.interface.compute_import import import_networks
from explorer.interface.programs.tool import Answer, Progress, Tool
from explorer.interface.settings import PageSettings

_SAYS: Final = (
    "Lists the networks that inspect takes by name, with their cost and where their weights are. "
    "Any cifar-resnet or cifar-plain of depth 6n+2 from 8 to 110 works too."
)
_ANSWERS: Final = (
    "networks: of each the name, family, depth, whether it is residual, parameters, multiply-adds "
    "for one image, pixels of a side of its input, stages, classes, and its weights: bundled, "
    "cached, download or none (random)"
)


def networks_tool(page: PageSettings) -> Tool:
    """The tool of a page.

    Args:
        page: Its settings.
    """

    async def ask(given: Mapping[str, Any], who: str) -> AsyncIterator[Progress | Answer]:
        yield {"networks": await to_thread.run_sync(listed)}

    def listed() -> list[dict[str, Any]]:
        import_networks()
        from explorer.networks.catalog import catalog

        return [asdict(each) for each in catalog.entries(page.weights_folder)]

    return Tool("networks", _SAYS, _ANSWERS, (), ask)
