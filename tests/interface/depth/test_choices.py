"""The address chooses what a person can choose, and nothing else."""

from explorer.interface.depth.choices import asked_choices
from explorer.interface.links.asked import Asked


def test_every_choice_is_found_by_its_name() -> None:
    query = {
        "depths": "110,8", "seeds": "3", "images": "16", "quantity": "activation",
        "arrangement": "layer",
    }  # fmt: skip
    asked = Asked({"tab": "depth", **query}, "depth")
    assert asked_choices(asked) == {
        "depths": [8, 110], "seeds": 3, "images": 16, "quantity": "activation",
        "arrangement": "layer",
    }  # fmt: skip
    assert asked.doubts == []


def test_what_cannot_be_chosen_is_said() -> None:
    query = {"depths": "8,9", "seeds": "2", "images": "", "quantity": "x", "arrangement": "x"}
    asked = Asked({"tab": "depth", **query}, "depth")
    assert set(asked_choices(asked).values()) == {None}
    assert [each.name for each in asked.doubts] == list(query)
