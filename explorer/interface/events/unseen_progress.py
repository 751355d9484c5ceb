"""Where Gradio keeps the progress of the events that show none."""

import gradio as gr


def keep_unseen_progress_in(place: gr.HTML, blocks: gr.Blocks) -> None:
    """Let all events that show no progress keep it in one small component.

    Gradio keeps an event's progress in all its outputs, unseen or not. At every step of any event
    its page then copies whatever is in all components that ever were outputs, and in what they
    contain: once the language was switched or a tab was chosen, that is the whole page, and a
    click on a photograph takes seconds of a processor.

    Args:
        place: Near the page's beginning, from which Gradio looks for it each time.
        blocks: With all of its events.
    """
    for event in blocks.fns.values():
        if event.show_progress == "hidden":
            event.show_progress_on = [place]
