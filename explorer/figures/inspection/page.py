"""An inspection as one page that opens without the program and without a network.

It is the answer of the Explore tab, moved by that tab's scripts, with all that the tab would ask
the program for: every stage's strongest channels, every block's sum, the anatomy.
"""

from collections.abc import Sequence
from html import escape

from explorer.figures.file_page import file_page
from explorer.figures.inspection.answer_view import view
from explorer.figures.inspection.drawn import Drawable
from explorer.words.languages import LANGUAGES


def inspection_page(answers: Sequence[Drawable]) -> str:
    """The whole page as text.

    Args:
        answers: What one network made of a photograph, or two.

    Raises:
        ValueError: There is none.
    """
    if not answers:
        raise ValueError("a page shows at least one inspection: give one")
    views = [saved_view(each, len(answers) > 1) for each in answers]
    networks = [each.inspection.network for each in answers]
    return page_of(answers[0].inspection.image, networks, views)


def saved_view(answer: Drawable, several: bool) -> str:
    """One answer, with all that the tab would ask the program for.

    Args:
        answer: The answer.
        several: Whether another stands beside it.
    """
    return f'<div class="answer">{view(answer, slim=several, asks=False)}</div>'


def page_of(image: str, networks: Sequence[str], views: Sequence[str]) -> str:
    """The whole page as text, from what is there already.

    Args:
        image: The photograph's name.
        networks: The networks' names.
        views: Of `saved_view` for each.
    """
    return file_page(
        titles=dict.fromkeys(LANGUAGES, f"{image} · {', '.join(networks)}"),
        body=f'<h2 class="file-title">{escape(image)}</h2>{"".join(views)}',
        module="explore/saved.js",
        sheets=("figures", "network", "explore"),
        held={},
    )
