import gradio as gr

from explorer.interface.explore.shelf import Shelf
from explorer.interface.explore.tab import explore_tab
from explorer.interface.settings import PageSettings
from explorer.interface.words.language import Labels


def test_the_first_look_and_every_choice_ask() -> None:
    with gr.Blocks(analytics_enabled=False) as page:
        tab = explore_tab(Labels(), Shelf(), PageSettings(device="cpu"), ())
        tab.connect(page)
    asking = [each for each in page.fns.values() if each.concurrency_id == "in_line"]
    followed = {each.trigger_after for each in asking}
    targets = {
        (getattr(page.blocks[block], "elem_id", None), name)
        for each in [*asking, *(page.fns[each] for each in followed if each is not None)]
        for block, name in each.targets
        if block is not None
    }
    named = {
        ("answer", "input"), ("photographs", "change"), ("method", "change"),
        ("compare", "change"), ("compare-checkpoint", "change"), ("pick-family", "change"),
        ("pick-checkpoint", "change"), ("pick-mean-std", "submit"),
    }  # fmt: skip
    assert named <= targets
    page.close(verbose=False)
