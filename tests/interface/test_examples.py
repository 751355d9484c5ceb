import re

from PIL import Image

from explorer.interface.examples import FILES, examples, examples_html
from explorer.interface.language import texts


def test_the_examples_come_with_the_packages() -> None:
    found = examples()
    assert len(found) == len(FILES)
    for path, key in found:
        assert key in texts("en")
        with Image.open(path) as opened:
            assert min(opened.size) >= 224


def test_every_example_is_a_button() -> None:
    html = examples_html()
    assert re.findall(r'data-example="(\d)"', html) == [str(n) for n in range(len(FILES))]
    assert len(html) < 60_000  # part of the first visit
