import json

from explorer.files.assets import asset
from explorer.words.languages import LANGUAGES, SPOKEN_BY_COMPUTE, language_of, read


def test_the_languages_are_those_of_which_there_are_texts() -> None:
    assert LANGUAGES == ("en", "zh")
    assert LANGUAGES[0] == SPOKEN_BY_COMPUTE
    for code in LANGUAGES:
        assert read(code) == json.loads(asset(f"locale/{code}.json").read_text("utf-8"))


def test_a_language_says_what_it_is_called() -> None:
    chinese = language_of("zh")
    assert (chinese.code, chinese.name, chinese.tag, chinese.separator) == (
        "zh", "中文", "zh-CN", "、",
    )  # fmt: skip


def test_every_language_but_that_of_compute_has_its_sentences() -> None:
    for code in LANGUAGES:
        assert asset(f"locale/sentences.{code}.json").is_file() == (code != SPOKEN_BY_COMPUTE)
