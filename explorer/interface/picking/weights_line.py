"""Where the chosen network's weights are, before anything is computed with them."""

from html import escape
from typing import Any

from explorer.interface.compute_import import import_networks
from explorer.interface.picking.network_choice import NetworkChoice, choice
from explorer.interface.settings import PageSettings
from explorer.interface.words.language import both


def weights_line(settings: PageSettings, *picked: Any) -> str:
    """One line of HTML: bundled, on this machine, to be downloaded with its size, or random.

    Args:
        settings: The page's.
        picked: The values of `NetworkPicker.inputs`.
    """
    import_networks()
    from explorer.networks.catalog.request import bundled_file
    from explorer.networks.imagenet_resnet import file_name, published
    from explorer.networks.names import parse

    network = choice(*picked)
    if network is None or network.checkpoint is not None:
        return f'<p class="hint">{both("weights_line_own")}</p>'
    name = parse(network.name)
    if name.family == "imagenet":
        weights = published(name.text, network.version)
        state = "cached" if is_here(network, settings) else "download"
        said = both(f"weights_{state}", megabytes=f"{weights.meta['_file_size']:.0f}")
        return f'<p class="hint" title="{escape(file_name(weights))}">{said}</p>'
    state = "bundled" if bundled_file(name).is_file() else "none"
    return f'<p class="hint">{both(f"weights_{state}")}</p>'


def is_here(network: NetworkChoice, settings: PageSettings) -> bool:
    """Whether a network answers without a download.

    Args:
        network: Which.
        settings: The page's.
    """
    from explorer.networks.imagenet_resnet import file_name, published
    from explorer.networks.names import parse
    from explorer.networks.weights.weights_folder import weights_folder

    if network.checkpoint is not None or parse(network.name).family != "imagenet":
        return True
    file = file_name(published(network.name, network.version))
    return (weights_folder(settings.weights_folder) / file).is_file()
