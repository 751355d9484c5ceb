"""A network as people give it: its name, or the folder that a network was published in.

Reads no tensor library.
"""

import os
from pathlib import Path

from explorer.networks.names import NetworkName, parse


def given(
    network: str | Path | None, checkpoint: str | Path | None = None
) -> tuple[NetworkName | None, Path | None]:
    """The name that was given, if one was, and what the weights are read from, if that was said.

    Args:
        network: A name, or a folder with `config.json`. What is a network's name is one, whatever
            lies beside the program; a `Path` never is.
        checkpoint: A file or a folder of one's own.

    Raises:
        ValueError: It is no network's name, and no folder is there.
    """
    file = Path(checkpoint) if checkpoint is not None else None
    if network is None:
        return None, file
    if isinstance(network, Path):
        return None, network if file is None else file
    try:
        return parse(network), file
    except ValueError:
        if file is None and os.path.isdir(network):
            return None, Path(network)
        raise
