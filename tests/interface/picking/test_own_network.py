import gradio as gr

from explorer.interface.picking.own_network import OwnNetwork
from explorer.interface.words.language import Labels


def test_two_of_them_stand_on_one_page_and_ask_for_numbers_when_they_are_meant() -> None:
    labels = Labels()
    with gr.Blocks(analytics_enabled=False) as page:
        first, second = OwnNetwork(labels, "pick", visible=True), OwnNetwork(labels, "compare")
    assert [each.elem_id for each in first.inputs] == [
        "pick-checkpoint", "pick-class-names", "pick-scaling", "pick-mean-std",
    ]  # fmt: skip
    assert second.checkpoint.elem_id == "compare-checkpoint"
    assert first.group.visible
    assert not second.group.visible
    changed = [each for each in page.fns.values() if each.targets[0][0] == second.scaling._id]
    (change,) = changed
    (handler,) = [each for each in page.fns.values() if each.trigger_after == change._id]
    assert handler.fn("own") == gr.update(visible=True)  # type: ignore[misc]
    assert handler.fn("file") == gr.update(visible=False)  # type: ignore[misc]
    page.close(verbose=False)
