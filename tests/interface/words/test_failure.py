from pathlib import Path

from explorer.interface.words.failure import alert, failure
from explorer.sentences.sentence import Sentence


def test_an_alert_is_said_at_once() -> None:
    assert alert("<b>no</b>") == '<p class="failure" role="alert"><b>no</b></p>'


def test_an_error_is_said_in_both_languages_and_escaped() -> None:
    template = "{file} cannot be read: there is no such file ({path})."
    html = failure(FileNotFoundError(Sentence(template, file="a.png", path="/<b>")))
    assert html.startswith('<p class="failure" role="alert"><span lang="en">That did not work')
    assert 'lang="en">a.png cannot be read: there is no such file (/&lt;b&gt;).</span>' in html
    assert 'lang="zh">无法读取 a.png：没有这个文件（/&lt;b&gt;）。</span>' in html


def test_it_names_no_place_of_this_machine() -> None:
    template = "{file} cannot be kept in {folder} ({reason}): make room or choose another folder"
    said = Sentence(template, file="a.pth", folder=Path("/home/me/weights"), reason="full")
    html = failure(ValueError(said))
    assert "/home" not in html
    assert 'lang="en">a.pth cannot be kept in weights (full)' in html
    assert "无法" in html or "不能" in html  # it is still the same template
