"""The same as the command line's `inspect`, as one endpoint for programs: `/inspect`."""

import secrets
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.components import Component

from explorer.interface.answer import NetworkChoice, answer
from explorer.interface.settings import PageSettings


def inspect_endpoint(settings: PageSettings) -> None:
    """Add the endpoint to the page being built; nothing of it is seen.

    `/inspect(photograph, network, class_name, method)` returns the object of `inspection.json`
    and the path of the zip of the whole folder.
    """

    def inspect(
        photograph: str,
        network: str = "cifar-resnet20",
        class_name: str = "",
        method: str = "grad-cam",
    ) -> tuple[dict[str, Any], str]:
        wanted = class_name.strip()
        class_: int | str | None = int(wanted) if wanted.lstrip("-").isdigit() else wanted or None
        if not photograph:
            raise gr.Error("photograph is missing: give the path of an image file")
        try:
            shown = answer(Path(photograph), NetworkChoice(network), class_, method, settings)
        except (ValueError, OSError) as error:
            raise gr.Error(str(error)) from error
        # in Gradio's own cache, which is emptied of what is a day old
        path = Path(outputs[1].GRADIO_CACHE) / secrets.token_hex(16) / f"{shown.file_stem}.zip"
        path.parent.mkdir(parents=True)
        path.write_bytes(shown.zipped())
        return shown.described(), str(path)

    with gr.Group(visible=False):
        inputs = [
            gr.File(label="photograph", type="filepath"),
            gr.Textbox("cifar-resnet20", label="network"),
            gr.Textbox("", label="class_name"),
            gr.Textbox("grad-cam", label="method"),
        ]
        outputs: list[Component] = [gr.JSON(label="inspection"), gr.File(label="folder")]
        gr.Button(visible=False).click(
            inspect,
            inputs,
            outputs,
            api_name="inspect",
            api_description="What every stage of a network makes of one photograph.",
            concurrency_id="processor",
        )
