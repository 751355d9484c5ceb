"""The same as the command line's `inspect`, as an endpoint for programs: `/inspect`."""

import secrets
from pathlib import Path
from typing import Any, Final

import gradio as gr
from gradio.components import Component
from gradio.data_classes import FileData

from explorer.interface.explore.answer import answer
from explorer.interface.explore.desk import IN_LINE, Desk
from explorer.interface.explore.line import Place
from explorer.interface.explore.needed import is_small
from explorer.interface.picking.network_choice import NetworkChoice
from explorer.interface.settings import PageSettings
from explorer.interface.zips.packing import Packing
from explorer.interface.zips.promised import Promises, zips_folder
from explorer.sentences.elsewhere import without_places

DEFAULT_NETWORK: Final = "cifar-resnet20"
DEFAULT_METHOD: Final = "grad-cam"


def api_error(sentence: str) -> gr.Error:
    """What the caller gets to read; the terminal is spared a traceback."""
    return gr.Error(sentence, print_exception=False)


def asked_class(given: str | None) -> int | str | None:
    """The class that a program names, by index or name; None where it names none."""
    from explorer.inspection.class_choice import typed_class

    return typed_class(given) if given and given.strip() else None


def inspect_endpoint(
    settings: PageSettings, desk: Desk, promises: Promises, packing: Packing
) -> None:
    """Add the endpoint to the page being built; nothing of it is seen.

    Whoever asks waits in line with those who look at the page.

    `/inspect(photograph, network, class_name, method)` returns the object of `inspection.json`
    and the path of the zip of the whole folder. That of a small network is made when it is
    fetched; a large one's may take longer than clients wait for a file.

    Args:
        settings: The page's.
        desk: Where the line is.
        promises: Where the zips are promised.
        packing: Which makes them.
    """

    async def inspect(
        photograph: str | None, network: str | None, class_name: str | None, method: str | None
    ) -> tuple[dict[str, Any], str]:
        if not photograph:
            raise api_error("photograph is missing: give the path of an image file")
        class_ = asked_class(class_name)
        choice = NetworkChoice(network or DEFAULT_NETWORK)
        asked = Path(photograph), choice, class_, method or DEFAULT_METHOD
        done: tuple[dict[str, Any], str] = {}, ""
        try:
            async for each in desk.line.served(lambda: written(*asked)):
                done = each if not isinstance(each, Place) else done
        except (ValueError, OSError) as error:
            raise api_error(without_places(error)) from error
        return done

    def written(
        photograph: Path, choice: NetworkChoice, class_: int | str | None, method: str
    ) -> tuple[dict[str, Any], str]:
        shown = answer(photograph, choice, class_, method, settings, gatherer=desk.gatherer)

        def content() -> bytes:
            return packing.packed([shown])

        # in Gradio's own cache, which is emptied of what is a day old
        zips = zips_folder(outputs[1].GRADIO_CACHE)
        path = zips / secrets.token_hex(16) / f"{shown.file_stem}.zip"
        path.parent.mkdir(parents=True)
        if is_small(shown.network):
            promises.promise(path, content, shown.holds())
        else:
            path.write_bytes(content())
        return shown.described(), str(path)

    def placed(value: str | list[str] | None) -> FileData | None:
        """Its place, without the size that nobody knows yet."""
        return None if value is None else FileData(path=str(value), orig_name=Path(str(value)).name)

    with gr.Group(visible=False):
        folder = gr.File(label="folder")
        # of a class of its own Gradio would write a stub beside this file
        folder.postprocess = placed  # type: ignore[method-assign]
        inputs = [
            gr.File(label="photograph", type="filepath"),
            gr.Textbox(DEFAULT_NETWORK, label="network"),
            gr.Textbox("", label="class_name"),
            gr.Textbox(DEFAULT_METHOD, label="method"),
        ]
        outputs: list[Component] = [gr.JSON(label="inspection"), folder]
        gr.Button(visible=False).click(
            inspect,
            inputs,
            outputs,
            api_name="inspect",
            api_description="What every stage of a network makes of one photograph.",
            **IN_LINE,
        )
