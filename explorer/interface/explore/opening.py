"""The first answer of a visit: what the page's address asks for, or an example."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import gradio as gr

from explorer.figures.inspection.prediction_list import PREDICTED
from explorer.interface.compute_import import import_networks
from explorer.interface.examples import family_of, opening_example
from explorer.interface.explore.answer import Progress, class_names_of
from explorer.interface.explore.gatherer import Gatherer
from explorer.interface.explore.link import TAB, class_index, linked
from explorer.interface.explore.question import Question, answered
from explorer.interface.explore.shelf import Shelf
from explorer.interface.links.asked import Asked
from explorer.interface.picking.class_picker import class_menu
from explorer.interface.picking.known_classes import classes_of, listed_anew
from explorer.interface.picking.network_choice import NetworkChoice, choice
from explorer.interface.picking.weights_line import is_here
from explorer.interface.settings import PageSettings
from explorer.networks.names import network_names

PICKS = 5  # of the picker's inputs, the rest of which are of an own network


def names_a_network(request: gr.Request | None) -> bool:
    """Whether the address asks for a network, so that no other one is listed at the opening."""
    return request is not None and "network" in Asked(dict(request.query_params), TAB)


def opened(
    question: Question,
    picked: Sequence[Any],
    request: gr.Request | None,
    shelf: Shelf,
    settings: PageSettings,
    progress: Progress,
    gatherer: Gatherer | None = None,
) -> list[Any]:
    """Answer what the address asks for; what it does not say is as on any page.

    Nothing is downloaded for a link: where its network is not here, it is picked and no more.

    Args:
        question: What stands on the page.
        picked: The values of `NetworkPicker.inputs`.
        request: Holds the address.
        shelf: Where answers are kept.
        settings: The page's.
        progress: See `answered`.
        gatherer: See `answered`.

    Returns:
        What `answered` returns; then the gallery, the method, the picker's first inputs, and what
        is compared.
    """
    import_networks()
    asked = Asked(dict(request.query_params) if request else {}, TAB)
    wish = linked(asked)
    now = [old if new is None else new for new, old in zip(wish.picks, picked, strict=False)]
    network = choice(*now, *picked[PICKS:])
    here = network is not None and is_here(network, settings)
    other = wish.other
    if other is not None and not is_here(NetworkChoice(other), settings):
        there = [name for name in network_names() if is_here(NetworkChoice(name), settings)]
        asked.doubt("compare", there)
        other = None
    names = class_names_of(network, settings) if network and here else ()
    gallery: Any = gr.skip()
    files = question.files
    first = opening_example(family_of(names), network.name) if network and names else None
    if here and wish.example is not None and wish.example != first:
        gallery = [str(wish.example.path)]
        files = [(gallery[0], None)]
    index = class_index(asked, names) if names else None
    wanted = replace(
        question,
        files=files,
        class_index=PREDICTED if index is None else index,
        listed=question.listed
        if index is None or network is None
        else replace(question.listed, classes_of=classes_of(network)),
        method=wish.method or question.method,
        network=network,
        other=question.other if other is None else NetworkChoice(other),
        doubts=tuple(asked.doubts),
    )
    result = answered(wanted, shelf, settings, progress, gatherer)
    if index is not None and network is not None:
        listed = listed_anew(network, names, question.listed)
        result[2:6] = [class_menu(names, index), index, *listed[2:]]
    filled = (gallery, wish.method, *wish.picks, other)
    return [*result, *(gr.skip() if each is None else each for each in filled)]
