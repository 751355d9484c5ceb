"""Why something cannot be done, as a line of the page that screen readers say at once."""

from explorer.interface.words.language import both
from explorer.sentences.elsewhere import without_places
from explorer.words.sentences import both_languages


def alert(html: str) -> str:
    """The line, with why nothing begins."""
    return f'<p class="failure" role="alert">{html}</p>'


def failure(error: Exception) -> str:
    """The line, with the sentence of an error that ended something."""
    return alert(f"{both('failed')} {both_languages(without_places(error))}")
