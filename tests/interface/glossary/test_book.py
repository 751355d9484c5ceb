from explorer.interface.glossary.book import glossary, words_button
from explorer.interface.glossary.route import glossary_address


def test_the_book_says_where_the_entries_are_and_both_say_what_they_are() -> None:
    html = glossary()
    assert f'data-address="{glossary_address()}"' in html
    for name, title in (("glossary-note", "glossary-term"), ("glossary-book", "glossary-title")):
        opening = html[html.index(f'class="{name}"') :].split(">")[0]
        assert f'aria-labelledby="{title}"' in opening
        assert html.count(f'id="{title}"') == 1
    assert 'data-aria-label-zh="关闭"' in html


def test_the_button_is_in_both_languages() -> None:
    assert "Words</span>" in words_button()
    assert "词汇</span>" in words_button()
