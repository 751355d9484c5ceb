import dataclasses

import pytest

from explorer.interface.explore.shelf import Shown
from explorer.interface.explore.tab import attempt, common_class


def test_failures_become_escaped_sentences(shown: Shown) -> None:
    def fails() -> Shown:
        raise ValueError("<b> is no photograph")

    found, message = attempt(fails)
    assert found is None
    assert message is not None
    assert "&lt;b&gt; is no photograph" in message
    assert attempt(lambda: shown) == (shown, None)


def test_a_mistake_of_the_programs_is_not_hidden() -> None:
    def fails() -> Shown:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        attempt(fails)


def test_a_comparison_explains_the_same_class_where_there_is_one(shown: Shown) -> None:
    assert common_class(shown, "cifar-plain56") == shown.inspection.explained.index
    assert common_class(shown, "resnet50") is None
    assert common_class(None, "resnet50") is None
    own = dataclasses.replace(shown, network=dataclasses.replace(shown.network, weights="own"))
    assert common_class(own, "cifar-plain56") is None
