"""What a figure's place is told to draw."""

import json
import re
from html import unescape

import gradio as gr
import plotly.graph_objects as go

from explorer.interface.figure_view import drawn, figure_view
from explorer.interface.scripts.page_scripts import mounting
from explorer.sentences.sentence import Sentence
from explorer.words.languages import LANGUAGES
from tests.interface.read import untranslated


def figure() -> go.Figure:
    made = go.Figure(
        [
            go.Scatter(
                x=[1, 2], y=[3, 4], name=Sentence("plain"), hovertemplate="%{y:.3g}<extra></extra>"
            ),
            go.Scatter(
                x=[1, 2], y=[3, 4], name="an unheard word", text=[Sentence("residual"), "12"]
            ),
        ]
    )
    made.update_layout(title=Sentence("residual"))
    made.update_xaxes(title="another unheard word")
    return made


def test_the_words_that_have_no_chinese_are_found_each_once() -> None:
    assert set(untranslated(figure())) == {"an unheard word", "another unheard word"}


def test_the_value_holds_the_figure_its_chinese_and_its_file_name() -> None:
    value = json.loads(drawn(figure(), "some-name", "<p>what is seen</p>"))
    assert value["name"] == "some-name"
    assert value["summary"] == "<p>what is seen</p>"
    assert value["words"] == {"zh": {"plain": "普通", "residual": "残差"}}
    assert value["figure"]["data"][0]["name"] == "plain"
    assert "template" not in value["figure"]["layout"]


def test_a_place_begins_empty_and_draws_by_script() -> None:
    with gr.Blocks(analytics_enabled=False):
        view = figure_view("somewhere", height=300)
    assert view.value == ""
    assert view.elem_id == "somewhere"
    assert view.js_on_load == mounting("figures/figure.js")
    (given,) = re.findall(r'data-given="([^"]+)"', view.html_template)
    held = json.loads(unescape(given))
    assert held["height"] == 300
    assert all({*said} == {*LANGUAGES} for said in held["texts"].values())
