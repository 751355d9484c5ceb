"""No event leaves its unseen progress in what the page would copy at every step."""

import gradio as gr

from explorer.interface.events.unseen_progress import keep_unseen_progress_in
from explorer.interface.page import build
from explorer.interface.settings import PageSettings


def test_the_pages_events_keep_it_in_one_place_near_the_beginning() -> None:
    blocks, _ = build(PageSettings(device="cpu"))
    events = blocks.get_config_file()["dependencies"]
    hidden = [each for each in events if each["show_progress"] == "hidden"]
    assert len(hidden) > 50
    (place,) = {tuple(each["show_progress_on"]) for each in hidden}
    masthead = blocks.get_config_file()["layout"]["children"][0]
    assert place[0] in [each["id"] for each in masthead["children"]]
    # what shows its progress does so in components of which none contains others
    shown = [each for each in events if each["show_progress"] != "hidden" and each["backend_fn"]]
    containers = [
        block
        for each in shown
        for block in each["show_progress_on"] or each["outputs"]
        if getattr(blocks.blocks[block], "children", [])
    ]
    assert shown
    assert not containers


def test_what_shows_its_progress_keeps_it_there() -> None:
    with gr.Blocks() as blocks:
        place, answer, button = gr.HTML(), gr.HTML(), gr.Button()
        button.click(str, None, answer, show_progress="hidden")
        button.click(str, None, answer)
        button.click(str, None, answer, show_progress_on=[button])
    keep_unseen_progress_in(place, blocks)
    assert [each.show_progress_on for each in blocks.fns.values()] == [[place], None, [button]]
