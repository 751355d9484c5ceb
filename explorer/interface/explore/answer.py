"""A question from the page becomes an answer: the one place where the page asks for compute."""

from collections.abc import Callable
from pathlib import Path

from explorer.datasets.examples import example_at
from explorer.figures.inspection.shown import Shown
from explorer.interface.compute_import import import_attributions, import_compute, import_networks
from explorer.interface.explore.gatherer import Gatherer
from explorer.interface.explore.line import step_aside
from explorer.interface.explore.needed import is_light
from explorer.interface.picking.network_choice import NetworkChoice
from explorer.interface.settings import PageSettings

Progress = Callable[[float, str], None]


def answer(
    photograph: Path,
    choice: NetworkChoice,
    class_: int | str | None,
    method: str,
    settings: PageSettings,
    progress: Progress = lambda _share, _what: None,
    gatherer: Gatherer | None = None,
    last: bool = True,
) -> Shown:
    """Look at one photograph with one network.

    Args:
        photograph: The uploaded file.
        choice: The network.
        class_: The class to explain, by index or name; None for the predicted one.
        method: A name of `explorer.inspection.grad_cam.cam_names`, or of an attribution.
        settings: The page's.
        progress: Told a share from 0 to 1 and what is being done.
        gatherer: Where others may wait for the same network.
        last: Whether nothing else is computed for the same person. Who then waits for no more than
            a batch makes room for the next in line.

    Raises:
        ValueError, OSError: With one sentence for the person: a file that cannot be read, weights
            that cannot be had, a class that is not there.
    """
    import_compute()
    from explorer.inspection.grad_cam import cam_method, cam_names, is_cam, unknown_method
    from explorer.inspection.result import ATTRIBUTIONS
    from explorer.inspection.twin_statistics import doubt
    from explorer.networks.catalog import catalog
    from explorer.photographs.photograph import read_photograph

    if method not in ATTRIBUTIONS:
        if not is_cam(method):
            raise unknown_method(method, (*cam_names(), *ATTRIBUTIONS))
        cam_method(method)  # refuses a broken package before anything is computed
    read = read_photograph(photograph)

    def downloaded(done: int, total: int) -> None:
        share = done / total if total else 0.0
        progress(share, f"{choice.name}: {done / 1e6:.0f} / {total / 1e6:.0f} MB")

    network = catalog.load(
        _name(choice),
        device=settings.device,
        weights_version=choice.version,
        weights_folder=settings.weights_folder,
        checkpoint=choice.checkpoint,
        class_names=choice.class_names,
        scaling=choice.scaling,
        progress=downloaded,
    )
    gatherer = gatherer or Gatherer()
    if last and method not in ATTRIBUTIONS and is_light(network, read):
        step_aside()
    inspection = gatherer.inspect(network, read, class_)
    attribution = None
    if method in ATTRIBUTIONS:
        import_attributions()
        from explorer.inspection.attributions.attribution import attribute

        with gatherer.beside(network):
            attribution = attribute(
                network,
                read,
                inspection.explained.index,
                method,
                progress=lambda share: progress(share, method),
            )
    example = example_at(photograph)
    own = example is not None and example.class_name in network.class_names
    return Shown(
        read, network, inspection, method, attribution, own, choice,
        "" if example is None else example.name, doubt(network),
    )  # fmt: skip


def class_names_of(choice: NetworkChoice, settings: PageSettings) -> tuple[str, ...]:
    """What a network's classes are called, by index; only an own checkpoint is read for that.

    Args:
        choice: The network.
        settings: The page's.

    Raises:
        ValueError, OSError: With one sentence for the person, of their own checkpoint.
    """
    import_networks()
    from explorer.networks.catalog import catalog
    from explorer.networks.catalog.class_names import family_classes
    from explorer.networks.names import parse

    if choice.checkpoint is None:
        return family_classes(parse(choice.name).family)
    network = catalog.load(
        _name(choice),
        device=settings.device,
        checkpoint=choice.checkpoint,
        class_names=choice.class_names,
        scaling=choice.scaling,
    )
    return network.class_names


def _name(choice: NetworkChoice) -> str | None:
    """The name to load, which a visitor's word must be, never a folder of this machine.

    None lets the checkpoint say what it is.
    """
    from explorer.networks.names import cifar_name, parse
    from explorer.networks.weights.checkpoint import recognise
    from explorer.networks.weights.weights_file import read_state_dict

    if choice.name or choice.checkpoint is None or choice.residual:
        return parse(choice.name).text if choice.name else None
    found = recognise(read_state_dict(choice.checkpoint))  # plain was picked, which no key can tell
    return cifar_name(found.depth, residual=False).text if found.family == "cifar" else None
