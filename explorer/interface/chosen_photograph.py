"""Which of the photographs in the gallery is shown."""

from collections.abc import Sequence

import gradio as gr

from explorer.interface.examples import examples

Files = list[tuple[str, str | None]] | None  # a gallery's value: paths and captions


def photograph_meant(paths: list[str], shown: str, before: Sequence[str]) -> str:
    """The photograph to show: the newest if one was added, else the same as before.

    Args:
        paths: The photographs that are there now.
        shown: The one that was shown.
        before: Those that were there then.

    Returns:
        One of `paths`; empty if there is none.
    """
    added = [path for path in paths if path not in before]
    if added:
        return added[-1]
    return shown if shown in paths else (paths[-1] if paths else "")


def framed(place: int) -> str:
    """The style that frames the thumbnail of the photograph that is shown."""
    return (
        f"<style>#photographs .gallery-item:nth-child({place + 1}) .thumbnail-item"
        "{outline: 4px solid var(--residual); outline-offset: -2px}</style>"
    )


def newly_chosen(files: Files, event: gr.EventData) -> str:
    """The photograph that was clicked."""
    paths = [path for path, _ in files or []]
    return paths[min(max(int(event.index), 0), len(paths) - 1)] if paths else ""


def add_example(files: Files, event: gr.EventData) -> list[str]:
    """The photographs with one of the examples behind them."""
    found = examples()
    place = min(max(int(event.index), 0), len(found) - 1)
    return [*(path for path, _ in files or []), str(found[place][0])]
