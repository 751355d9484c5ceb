"""What the Fine-tune tab's form says in the page's address; a person's own pictures stay out."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import gradio as gr
from gradio.components import Component

from explorer.interface.finetune.classes import sampled
from explorer.interface.finetune.form import HOW, TRAINED, FinetuneForm
from explorer.interface.links.asked import Asked
from explorer.interface.links.keeping import kept
from explorer.interface.scripts.page_scripts import imported
from explorer.interface.start_stop import LIGHT
from explorer.training.finetune.settings import MOST_EPOCHS
from explorer.training.run.settings import LARGEST_SEED

TAB: Final = "finetune"  # in the address
SAMPLE: Final = "sample"  # pictures that every page has
ON_OFF: Final = {"true": True, "false": False}  # as a browser writes them


def linked(form: FinetuneForm, said: gr.HTML) -> Callable[[gr.Tab], None]:
    """Keep the form in the address.

    Args:
        form: The tab's, laid out.
        said: Told what of an address is not allowed.

    Returns:
        What connects the tab itself, so that the form is filled when it is first opened.
    """
    _kept(form)
    opened = gr.State(False)
    filled = [
        form.how, form.network, form.train, form.epochs, form.seed, form.augmentation,
        *form.classes.filled,
    ]  # fmt: skip

    def first_look(seen: bool, request: gr.Request) -> list[Any]:
        asked = Asked({} if seen else dict(request.query_params), TAB)
        sample, *values = asked_form(asked, form)
        return [True, (sample + asked.said()) or gr.skip(), *values]

    def connect(tab: gr.Tab) -> None:
        tab.select(first_look, opened, [opened, said, *filled], **LIGHT)

    return connect


def _kept(form: FinetuneForm) -> None:
    """Keep what is chosen in the address, and say what of it no link can hold."""
    kept(
        TAB, how=form.how, network=form.network, train=form.train, epochs=form.epochs,
        seed=form.seed, augmentation=form.augmentation,
    )  # fmt: skip
    classes = form.classes
    _told("sampled", [classes.sample.click])
    _told("own", [each.input for each in classes.names])
    _told("own", [each.upload for each in classes.places])
    _told("own", [each.select for each in classes.strips])
    given: list[Component] = [form.checkpoint, form.zip]
    _told("changed", [each.change for each in given], given)  # type: ignore[attr-defined]


def _told(name: str, events: list[Any], inputs: list[Component] | None = None) -> None:
    """Call a function of the tab's script."""
    script = (
        f"async (...values) => {{ (await {imported('finetune/link.js')}).{name}(values);"
        " return []; }"
    )
    gr.on(events, None, inputs, None, js=script, **LIGHT)


def asked_form(asked: Asked, form: FinetuneForm) -> list[Any]:
    """What an address asks for: what the sample set is, the form's values, the sample set.

    What it says nothing of is left alone.

    Args:
        asked: The address's part.
        form: The tab's, laid out.
    """
    networks = [value for _, value in form.network.choices]
    augmentation = asked.one_of("augmentation", tuple(ON_OFF))
    found = [
        asked.one_of("how", tuple(HOW)),
        asked.one_of("network", networks),
        asked.one_of("train", tuple(TRAINED)),
        asked.read("epochs", partial(_whole, 1, MOST_EPOCHS)),
        asked.read("seed", partial(_whole, 0, LARGEST_SEED)),
        None if augmentation is None else ON_OFF[augmentation],
    ]
    said, pictures = "", [gr.skip()] * len(form.classes.filled)
    if asked.one_of("pictures", (SAMPLE,)):
        said, _, *pictures = sampled()
    return [said, *(gr.skip() if each is None else each for each in found), *pictures]


def _whole(least: int, most: int, text: str) -> int:
    """A whole number in its bounds.

    Raises:
        ValueError: It is none; the text is what is allowed.
    """
    allowed = f"{least}–{most}"
    if not text.isdecimal() or not least <= int(text) <= most:
        raise ValueError(allowed)
    return int(text)
