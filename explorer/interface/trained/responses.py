"""Figure 7 on the page: networks are measured on photographs, a little at a time.

A job ends at its next step once its visitor has left (see `start_stop.Turns`), so that this one has
a step before each photograph and after each batch.
"""

from collections.abc import Generator, Iterator, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import gradio as gr

from explorer.datasets.examples import examples
from explorer.interface.compute_import import import_networks
from explorer.interface.figure_view import drawn
from explorer.interface.loading import bar
from explorer.interface.scripting.dialog import python_button
from explorer.interface.settings import PageSettings
from explorer.interface.trained.text import responses_text
from explorer.interface.words.language import both
from explorer.scripting.trained import trained_program
from explorer.sentences.sentence import refusal

if TYPE_CHECKING:
    from torch import Tensor

    from explorer.inspection.result import ResponseDeviation

MOST_IMAGES: Final = 500


def measured(
    chosen: Sequence[str], given: Sequence[str] | None, settings: PageSettings
) -> Iterator[tuple[Any, str]]:
    """Figure 7 of some networks on some photographs, each measured and looked at once.

    Args:
        chosen: Names of networks that come with the program.
        given: A person's image files; the examples unless there are any.
        settings: The page's.

    Yields:
        The figure's value, which is skipped until all is measured, and how far that is, as HTML.

    Raises:
        ValueError, OSError: With one sentence for the person.
    """
    import_networks()
    from explorer.figures.trained_figures import figure_7
    from explorer.inspection.response_deviation import response_steps
    from explorer.networks.catalog.catalog import load
    from explorer.networks.names import parse
    from explorer.photographs.photograph import read_photograph

    # one network may have several names, and none is that of a folder
    networks = list(dict.fromkeys(parse(name).text for name in chosen or ()))
    if not networks:
        raise refusal("no network is chosen: tick at least one")
    own = [Path(path) for path in dict.fromkeys(given or ())]
    if len(own) > MOST_IMAGES:
        raise refusal(
            "{count} images are too many for the page: give at most {most}",
            count=len(own),
            most=MOST_IMAGES,
        )
    known = examples("cifar")
    paths = own or [each.path for each in known]
    names = [escape(path.name) for path in own] or [both(each.key) for each in known]
    words = f"{len(names)} {'photographs' if own else 'test images of CIFAR-10'}"
    seen: list[Tensor] = []
    seen_as: object = None
    results = []
    for place, name in enumerate(networks):
        yield said(place, len(networks), name)
        network = load(name, device=settings.device)
        wanted = network.input_size, network.resize, network.scaling, network.dtype
        if wanted != seen_as:  # the program's own all see a photograph alike: it is read once
            seen.clear()
            seen_as = wanted
            for path, title in zip(paths, names, strict=True):
                yield said(place, len(networks), title)
                seen.append(network.transform(read_photograph(path).image))
        steps = response_steps(network, batches_of(seen), words)
        results.append((yield from told(steps, place, len(paths), len(networks), name)))
    program = python_button(trained_program(networks, own=bool(own)))
    yield drawn(figure_7(results), "figure-7", program + responses_text(results, names)), ""


def said(done: float, networks: int, what: str) -> tuple[Any, str]:
    """Nothing new to draw, and how far it is.

    Args:
        done: Networks that are measured, and a part of one.
        networks: How many are to be.
        what: What is being measured or read, as HTML.
    """
    return gr.skip(), bar(done / networks, what)


def told(
    steps: "Generator[int, None, ResponseDeviation]",
    measured_before: int,
    images: int,
    networks: int,
    name: str,
) -> "Generator[tuple[Any, str], None, ResponseDeviation]":
    """The steps of one network, as what `said` says of each."""
    while True:
        try:
            done = next(steps)
        except StopIteration as ended:
            found: ResponseDeviation = ended.value
            return found
        yield said(measured_before + done / images, networks, name)


def batches_of(seen: Sequence["Tensor"]) -> Iterator["Tensor"]:
    """What a network sees of all photographs, in the batches that the library makes."""
    import torch

    from explorer.inspection.response_deviation import BATCH

    for start in range(0, len(seen), BATCH):
        yield torch.stack(list(seen[start : start + BATCH]))
