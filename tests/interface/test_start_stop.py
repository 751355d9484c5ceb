import gradio as gr

from explorer.interface.start_stop import StartStop, begun, ready, settled, stopped
from explorer.interface.words.language import Labels, text
from explorer.words.languages import LANGUAGES


def test_one_button_can_be_pressed_at_a_time() -> None:
    waiting, start, stop = begun()
    assert text("en", "depth_waiting") in waiting
    assert (start["interactive"], stop["interactive"]) == (False, True)
    assert [each["interactive"] for each in ready()] == [True, False]
    said, start, stop = stopped()
    assert text("zh", "depth_stopped") in said
    assert (start["interactive"], stop["interactive"]) == (True, False)


def test_stop_has_the_last_word() -> None:
    with gr.Blocks() as blocks:
        status = gr.HTML()
        StartStop(Labels(), "depth_start", "thing").run(lambda: "done", [], [status], status)
    events = {fn.fn.__name__: fn for fn in blocks.fns.values() if fn.fn is not None}
    again = events["settled"]  # whatever the job has sent meanwhile is written over
    assert (again.trigger_after, again.outputs) == (events["stopped"]._id, [status])
    assert settled() == stopped()[0]


def test_the_job_waits_for_the_processor_and_stop_cancels_it() -> None:
    labels = Labels()

    def job() -> str:
        return "done"

    with gr.Blocks() as blocks:
        status = gr.HTML()
        buttons = StartStop(labels, "depth_start", "thing")
        buttons.run(job, [], [status], status)
    by_name = {fn.fn.__name__: fn for fn in blocks.fns.values() if fn.fn is not None}
    assert by_name["job"].concurrency_id == "processor"
    assert by_name["job"].concurrency_limit == 1
    assert by_name["job"].queue
    assert any(by_name["job"]._id in fn.cancels for fn in blocks.fns.values())
    assert not by_name["begun"].queue
    assert "'#thing-start'" in str(by_name["begun"].js)  # says at once that it was pressed
    assert "aria-busy" in str(by_name["begun"].js)
    assert all(fn.api_visibility == "private" for fn in blocks.fns.values())
    for language in LANGUAGES:
        assert [update["value"] for update in labels.updates(language)] == [
            text(language, "depth_start"),
            text(language, "depth_stop"),
        ]
    assert not buttons.stop.interactive
