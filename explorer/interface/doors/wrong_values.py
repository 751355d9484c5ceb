"""A value that an event cannot take is told in a sentence, not by Gradio's message or a traceback.

Gradio reads an event's values before the event's function is called. Whatever goes wrong there is
the fault of whoever sent them; what goes wrong in the function itself is the program's, and stays.
"""

from errno import EDQUOT, EIO, EMFILE, ENFILE, ENOMEM, ENOSPC, EROFS
from typing import Any, Final

import gradio as gr
from gradio.block_function import BlockFunction
from gradio.context import LocalContext
from gradio.i18n import I18nData
from gradio.processing_utils import check_all_files_in_cache
from gradio.state_holder import SessionState

from explorer.interface.words.language import text
from explorer.interface.words.wrong import wrong
from explorer.words.languages import LANGUAGES

# of the machine, not of the value: a full disk, no more open files
_MACHINE: Final = (EDQUOT, EIO, EMFILE, ENFILE, ENOMEM, ENOSPC, EROFS)


class Asked(list[Any]):
    """An event's values, which remember the place of the one that was read last."""

    last: int | None = None

    def __getitem__(self, place: Any) -> Any:
        """One of them."""
        self.last = place
        return super().__getitem__(place)


def refuse_wrong_values(blocks: gr.Blocks) -> None:
    """Let a page name the value that it cannot take.

    Args:
        blocks: The page, built.
    """
    read, process = blocks.preprocess_data, blocks.process_api

    async def preprocess_data(
        block_fn: BlockFunction,
        inputs: list[Any],
        state: SessionState | None,
        explicit_call: bool = False,
    ) -> list[Any]:
        asked = Asked(inputs)
        try:
            values: list[Any] = await read(block_fn, asked, state, explicit_call)
        except Exception as error:
            if is_machines(error):
                raise
            if asked.last is None:
                raise wrong("event_wrong") from error
            is_file = isinstance(block_fn.inputs[asked.last], gr.File | gr.UploadButton)
            key = "file_wrong" if is_file else "value_wrong"
            raise wrong(key, name(block_fn, asked.last)) from error
        for place, (component, value) in enumerate(zip(block_fn.inputs, values, strict=True)):
            if is_let_through(component, value):
                raise wrong("value_wrong", name(block_fn, place))
        return values

    async def process_api(*args: Any, **options: Any) -> dict[str, Any]:
        # an event that failed on the same connection leaves it set, and then no update is whole
        LocalContext.in_event_listener.set(False)
        event: Any = options.get("event_data")
        try:
            check_all_files_in_cache(event and event._data)
        except Exception as error:
            raise wrong("event_wrong") from error
        done: dict[str, Any] = await process(*args, **options)
        return done

    # not a class of its own: Gradio writes into its package whenever one is made of its Blocks
    blocks.preprocess_data = preprocess_data  # type: ignore[method-assign]
    blocks.process_api = process_api  # type: ignore[method-assign]


def is_let_through(component: Any, value: Any) -> bool:
    """Whether a value is none that the page sends, though Gradio takes it.

    Args:
        component: That it is for.
        value: As Gradio read it.
    """
    if isinstance(component, gr.Checkbox):
        return type(value) is not bool
    if isinstance(component, gr.Radio | gr.Dropdown):
        if value is None:  # what was typed may be emptied, a choice may not
            typed = getattr(component, "allow_custom_value", False)
            return component.value is not None and not typed
        return type(value) not in (str, int, float)  # True is 1 among choices
    return False


def is_machines(error: BaseException) -> bool:
    """Whether the machine is at fault, such as a full disk, and not who sent it."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, MemoryError) or getattr(cause, "errno", None) in _MACHINE:
            return True
        cause = cause.__cause__
    return False


def name(event: BlockFunction, place: int) -> dict[str, str]:
    """What an input of an event is called, by language.

    Args:
        event: The event.
        place: Of the input, from 0.
    """
    label = getattr(event.inputs[place], "label", None)
    if isinstance(label, I18nData):
        return {language: text(language, label.key) for language in LANGUAGES}
    if label:
        return dict.fromkeys(LANGUAGES, str(label))
    return {language: text(language, "value_place", value=place + 1) for language in LANGUAGES}
