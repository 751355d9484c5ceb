"""The glossary's HTML, empty: the note beside a word, and the book of all words."""

from explorer.interface.glossary.route import glossary_address
from explorer.interface.words.language import attribute, both


def words_button() -> str:
    """What opens the book."""
    return f'<button type="button" class="opens-words">{both("words")}</button>'


def glossary() -> str:
    """Once in a page; `assets/page/glossary.js` fills both."""
    close = f'<button type="button" class="close" {attribute("aria-label", "close")}>×</button>'
    return (
        '<div class="glossary-note" popover="manual" role="dialog" tabindex="-1" '
        'aria-labelledby="glossary-term" aria-describedby="glossary-definition">'
        f'<header><h2 id="glossary-term"></h2>{close}</header>'
        '<p class="definition" id="glossary-definition"></p><p class="as-formula"></p>'
        f'<p class="source"></p><button type="button" class="all">{both("words_all")}</button>'
        "</div>"
        '<dialog class="glossary-book" aria-labelledby="glossary-title" '
        f'data-address="{glossary_address()}"><header><h2 id="glossary-title">'
        f'{both("words_title")}</h2><input type="text" {attribute("aria-label", "words_search")} '
        f"{attribute('placeholder', 'words_search')}>{close}</header>"
        f'<p class="nothing" role="status" hidden>{both("words_nothing")}</p>'
        '<div class="entries"></div></dialog>'
    )
