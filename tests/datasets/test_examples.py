"""The pictures that come along are found by their names."""

import numpy as np
import pytest
from PIL import Image

from explorer.datasets.examples import FAMILIES, example, example_at, examples


@pytest.mark.parametrize("family", FAMILIES)
def test_every_example_is_found_by_its_name(family: str) -> None:
    found = examples(family)
    assert len({each.name for each in found}) == len(found) > 5
    for each in found:
        with Image.open(each.path) as opened:
            assert np.array_equal(example(each.name).pixels, np.asarray(opened.convert("RGB")))
        assert example_at(each.path) == each


def test_another_name_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(ValueError, match="no example is called 'dog': choose one of cheetah, lion"):
        example("dog")
