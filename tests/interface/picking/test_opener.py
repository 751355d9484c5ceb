from pathlib import Path

import gradio as gr
from PIL import Image

from explorer.datasets.examples import examples
from explorer.interface.picking.opener import Opener, network_said, photograph_said


def test_a_button_names_the_panel_that_it_opens() -> None:
    with gr.Blocks(analytics_enabled=False) as page:
        opener = Opener("photograph", "photograph", closes=True)
        panel = opener.panel()
    template = str(opener.said.html_template)
    assert f'aria-controls="{panel.elem_id}"' in template
    assert "data-closes" in template
    assert 'aria-expanded="false"' in template
    page.close(verbose=False)


def test_an_example_says_that_it_is_one() -> None:
    path = examples("cifar")[8].path
    said = photograph_said(path, Image.open(path))
    assert '<img class="pixels" src="data:image/png;base64,' in said
    assert '<b><span lang="en">a ship</span><span lang="zh">船</span></b>' in said
    assert '<small><span lang="en">example</span>' in said


def test_a_persons_photograph_is_called_by_its_file() -> None:
    said = photograph_said(Path("/a/<my> dog.jpg"), Image.new("RGB", (300, 200)))
    assert said.startswith('<img src="data:image/jpeg;base64,')
    assert said.endswith("<b>&lt;my&gt; dog.jpg</b>")
    assert photograph_said(Path("/a/broken.jpg"), None) == "<b>broken.jpg</b>"


def test_a_network_that_is_still_to_come_is_said() -> None:
    assert network_said("<mine>.pth") == "<b>&lt;mine&gt;.pth</b>"
    assert "own checkpoint" in network_said("")
