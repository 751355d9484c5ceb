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
