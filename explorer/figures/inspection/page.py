"""An inspection as one page that opens without the program and without a network.

It is the answer of the Explore tab, moved by that tab's scripts, with all that the tab would ask
the program for: every stage's strongest channels, every block's sum, the anatomy.
"""

from collections.abc import Sequence
from html import escape

from explorer.figures.file_page import file_page
from explorer.figures.inspection.answer_view import view
from explorer.figures.inspection.shown import Shown
from explorer.words.languages import LANGUAGES


def inspection_page(answers: Sequence[Shown]) -> str:
    """The whole page as text.

    Args:
        answers: What one network made of a photograph, or two.

    Raises:
        ValueError: There is none.
    """
    if not answers:
        raise ValueError("a page shows at least one inspection: give one")
    image = answers[0].inspection.image
    networks = ", ".join(each.inspection.network for each in answers)
    several = len(answers) > 1
    views = "".join(
        f'<div class="answer">{view(each, slim=several, asks=False)}</div>' for each in answers
    )
    return file_page(
        titles=dict.fromkeys(LANGUAGES, f"{image} · {networks}"),
        body=f'<h2 class="file-title">{escape(image)}</h2>{views}',
        module="explore/saved.js",
        sheets=("figures", "network", "explore"),
        held={},
    )
