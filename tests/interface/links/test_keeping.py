"""What a person picks is told to the page's script, and nobody else."""

import gradio as gr

from explorer.interface.links.keeping import kept, left_out


def scripts(page: gr.Blocks) -> dict[str, str]:
    """The script of every event, which all run in the browser alone."""
    found = {}
    for each in page.fns.values():
        assert each.fn is None
        assert each.api_visibility == "private"
        ((_, event),) = each.targets
        found[event] = str(each.js)
    return found


def test_a_value_is_kept_and_the_first_one_is_not() -> None:
    with gr.Blocks(analytics_enabled=False) as page:
        kept("depth", depths=gr.CheckboxGroup([8, 20, 56], value=[8, 56]))
    script = scripts(page)["input"]
    assert '.keep("depth", { "depths": text === "8,56" ? null : text })' in script
    page.close(verbose=False)


def test_what_is_given_is_left_out() -> None:
    with gr.Blocks(analytics_enabled=False) as page:
        left_out("trained", runs=gr.File(file_count="multiple"))
    script = scripts(page)["change"]
    assert '.leaveOut("trained", ["runs"].filter(' in script
    page.close(verbose=False)
