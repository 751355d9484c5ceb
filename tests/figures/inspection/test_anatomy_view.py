import dataclasses

from explorer.figures.inspection.anatomy_view import anatomy_view
from explorer.figures.inspection.shown import Shown
from explorer.networks.imagenet_resnet import build


def test_the_total_is_the_papers(shown: Shown) -> None:
    html = anatomy_view(shown.network)
    assert "269,722" in html
    assert html.count('<th scope="row">') == 11  # stem, nine blocks, head
    assert "2015 paper" not in html


def test_where_the_papers_cost_differs_the_page_says_why(shown: Shown) -> None:
    network = dataclasses.replace(shown.network, name="resnet50", module=build(50), input_size=224)
    html = anatomy_view(network)
    assert "4.09e9" in html
    assert "3.8e9" in html
    assert "25,557,032" in html
