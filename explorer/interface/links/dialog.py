"""The dialog of a link, and the line that says what of an address is not allowed."""

import socket
from html import escape

import gradio as gr

from explorer.interface.scripts.page_scripts import mounting
from explorer.interface.words.language import attribute, both, text
from explorer.words.languages import LANGUAGES

LEFT_OUT = (
    "photograph",
    "weights",
    "race",
    "data",
    "images",
    "pictures",
    "runs",
)  # what no link holds
# a code to be photographed: three finders and a few modules
SIGN = (
    "M0 0h4v4h-4zM1 1v2h2v-2zM5 0h4v4h-4zM6 1v2h2v-2zM0 5h4v4h-4zM1 6v2h2v-2z"
    "M5 5h2v2h-2zM7 7h2v2h-2zM8 5h1v1h-1zM5 8h1v1h-1z"
)
EVERYWHERE = ("0.0.0.0", "::", "")  # hosts that listen to the whole network


def link_button() -> str:
    """What opens the dialog, wherever on the page it stands."""
    return (
        f'<button type="button" data-press="link" {attribute("title", "link_title")}>'
        '<svg viewBox="0 0 9 9" width="18" height="18" aria-hidden="true">'
        f'<path d="{SIGN}" fill="currentColor" fill-rule="evenodd"/></svg>'
        f'<span class="spoken">{both("link_title")}</span></button>'
    )


def link_dialog(host: str) -> gr.HTML:
    """Lay the dialog out where the page is being built; see `link_button`.

    Args:
        host: Which address the page is served on.
    """
    return gr.HTML(
        dialog_html(in_network(host)),
        js_on_load=mounting("links/dialog.js"),
        apply_default_css=False,
        elem_id="links",
    )


def dialog_html(network: str) -> str:
    """The dialog, closed, and the line, empty.

    Args:
        network: This machine's address there; empty if nobody there is listened to.
    """
    left = "".join(f'<li data-left="{each}">{both(f"link_left_{each}")}</li>' for each in LEFT_OUT)
    values = {name: _Slot(name) for name in ("name", "value", "allowed")}
    wrong = "".join(
        f'<span lang="{language}">{text(language, "link_wrong", **values)}</span>'
        for language in LANGUAGES
    )
    return (
        f'<dialog class="link" data-network="{escape(network)}" aria-labelledby="link-title">'
        f'<div class="link-words"><h2 id="link-title">{both("link_title")}</h2>'
        f'<textarea class="link-text" readonly rows="3" spellcheck="false" '
        f"{attribute('aria-label', 'link_title')}></textarea>"
        f'<p class="link-do"><button type="button" class="copies primary">{both("link_copy")}'
        f'</button><span role="status"><span class="copied" hidden>{both("link_copied")}</span>'
        f'</span><button type="button" class="closes">{both("close")}</button></p>'
        f'<p class="warning only-here" hidden>{both("link_only_here")}</p>'
        f'<p class="note in-network" hidden>{both("link_in_network", network=network)}</p>'
        f'<p class="hint">{both("link_holds")}</p>'
        f'<div class="left" hidden><p>{both("link_left")}</p><ul>{left}</ul></div></div>'
        f'<figure class="qr"><img {attribute("alt", "link_qr")}>'
        '<figcaption class="link-read"></figcaption></figure></dialog>'
        '<div class="doubts" role="status" hidden><ul></ul>'
        f'<button type="button" class="unsaid">{both("close")}</button></div>'
        f"<template><li>{wrong}</li></template>"
    )


class _Slot:
    """Where the page's script says a value, as text."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __format__(self, _: str) -> str:
        return f'<b data-value="{self._name}"></b>'


def in_network(host: str) -> str:
    """This machine's address in its network; empty where it has none or listens to nobody there.

    Args:
        host: Which address the page is served on.
    """
    if host not in EVERYWHERE:
        return ""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # of RFC 5737, nobody's; nothing is sent
        except OSError:
            return ""
        found = str(probe.getsockname()[0])
    return "" if found.startswith(("127.", "0.")) else found
