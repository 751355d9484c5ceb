from importlib import import_module

import pytest

from explorer.figures.notebook.result_html import SHOWN, html, register
from explorer.training.depth.result import DepthTable
from tests.figures.race_steps import race_steps
from tests.figures.swept import sweep


@pytest.mark.parametrize("place", SHOWN, ids=lambda place: place[1])
def test_the_table_names_what_is_there(place):
    module, name = place
    found = getattr(import_module(module), name)
    assert (found.__module__, found.__name__) == place
    file, function = SHOWN[place]
    assert callable(getattr(import_module(f"explorer.figures.notebook.{file}"), function))


def test_several_are_shown_one_after_the_other():
    steps = race_steps(2)
    assert html(steps) == html(steps[0]) + html(steps[1])
    table = DepthTable(sweep())  # a tuple, and more than one
    assert html(table).count("pairs of networks at initialisation") == 1


@pytest.mark.parametrize("other", [3, (), [3], "text"])
def test_what_has_no_picture_is_refused_with_what_has(other):
    with pytest.raises(TypeError, match=r"RecordedRace.*, got \w+: give one of these"):
        html(other)


def test_a_shell_is_told_every_type_by_name():
    told = {}

    class Shell:
        class display_formatter:  # noqa: N801 - IPython's own name
            class _Html:
                @staticmethod
                def for_type_by_name(module, name, function):
                    told[module, name] = function

            formatters = {"text/html": _Html}  # noqa: RUF012

    register(Shell)
    assert told == dict.fromkeys(SHOWN, html)
