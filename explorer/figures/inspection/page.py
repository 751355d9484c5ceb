"""An inspection as one page that opens without the program and without a network.

It is the answer of the Explore tab, moved by that tab's scripts, with all that the tab would ask
the program for: every stage's strongest channels, every block's sum, the anatomy.
"""

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from explorer.figures.file_page import file_page
from explorer.figures.inspection.answer_view import view
from explorer.figures.inspection.shown import Shown
from explorer.words.languages import LANGUAGES

if TYPE_CHECKING:
    from explorer.inspection.blocks.unrolled_sum import Unrolled


def inspection_page(answers: Sequence[Shown], views: Sequence[str] = ()) -> str:
    """The whole page as text.

    Args:
        answers: What one network made of a photograph, or two.
        views: Of `saved_view` for each, if they are there already.

    Raises:
        ValueError: There is none.
    """
    if not answers:
        raise ValueError("a page shows at least one inspection: give one")
    image = answers[0].inspection.image
    networks = ", ".join(each.inspection.network for each in answers)
    several = len(answers) > 1
    views = views or [saved_view(each, several) for each in answers]
    return file_page(
        titles=dict.fromkeys(LANGUAGES, f"{image} · {networks}"),
        body=f'<h2 class="file-title">{escape(image)}</h2>{"".join(views)}',
        module="explore/saved.js",
        sheets=("figures", "network", "explore"),
        held={},
    )


def saved_view(shown: Shown, several: bool, unrolled: "Unrolled | None" = None) -> str:
    """One answer, with all that the tab would ask the program for.

    Args:
        shown: The answer.
        several: Whether another stands beside it.
        unrolled: Its `unrolled`, if it is there already.
    """
    return f'<div class="answer">{view(shown, slim=several, asks=False, unrolled=unrolled)}</div>'
