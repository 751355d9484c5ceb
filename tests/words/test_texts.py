import pytest

from explorer.words.texts import attribute, both, text, texts


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="must be one of en, zh, got 'de'"):
        texts("de")


def test_html_carries_both_and_escapes_values() -> None:
    html = both("explained", name="<script>", index=1)
    assert html.count('lang="en"') == html.count('lang="zh"') == 1
    assert "<script>" not in html
    assert html.count("&lt;script&gt;") == 2


def test_a_value_may_be_each_languages_own() -> None:
    html = both("explained", name=lambda language: f"<{language}>", index=1)
    english, chinese = html.split('<span lang="zh">')
    assert "&lt;en&gt;" in english
    assert "&lt;zh&gt;" in chinese
    assert "<en>" not in html


def test_attributes_carry_both() -> None:
    html = attribute("title", "map_alt", number=3)
    assert f'title="{text("en", "map_alt", number=3)}"' in html
    assert f'data-title-zh="{text("zh", "map_alt", number=3)}"' in html
