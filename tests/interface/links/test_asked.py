"""What an address asks for is one of what is offered, or said with what is allowed."""

import pytest

from explorer.interface.links.asked import MOST_NAMED, MOST_SHOWN, Asked, Doubt


def test_what_is_allowed_is_found_by_its_text() -> None:
    asked = Asked({"tab": "depth", "images": "16", "quantity": "activation"}, "depth")
    assert asked.one_of("images", (4, 16)) == 16
    assert asked.one_of("quantity", ("weight_gradient", "activation")) == "activation"
    assert asked.one_of("seeds", (1, 3)) is None
    assert "images" in asked
    assert "seeds" not in asked
    assert asked.doubts == []
    assert asked.said() == ""


def test_several_come_in_the_order_of_those_allowed() -> None:
    asked = Asked({"tab": "depth", "depths": "56,8"}, "depth")
    assert asked.some_of("depths", (8, 20, 56)) == [8, 56]
    assert asked.one_of("depths", (8, 20, 56)) is None
    assert asked.doubts == [Doubt("depths", "56,8", "8, 20, 56")]


def test_another_tabs_address_asks_nothing() -> None:
    assert Asked({"tab": "race", "step": "3"}, "lesson").text("step") is None
    assert Asked({"step": "3"}, "lesson").text("step") is None


@pytest.mark.parametrize("value", ["", "5", "4.0", "../../etc/passwd", "4,", "４"])
def test_what_is_not_allowed_is_said_with_what_is(value: str) -> None:
    asked = Asked({"tab": "depth", "images": value}, "depth")
    assert asked.one_of("images", (4, 16)) is None
    assert asked.doubts == [Doubt("images", value, "4, 16")]


def test_a_doubt_is_text_on_the_page() -> None:
    asked = Asked({"tab": "depth", "images": "<script>alert(1)</script>"}, "depth")
    asked.one_of("images", (4, 16))
    assert "<script>" not in asked.said()
    assert "&lt;script&gt;" in asked.said()


def test_a_long_value_and_a_long_list_are_cut() -> None:
    asked = Asked({"tab": "explore", "class": "x" * 5000}, "explore")
    asked.doubt("class", range(1000))
    (doubt,) = asked.doubts
    assert len(doubt.value) == MOST_SHOWN + 1
    assert doubt.allowed.count(",") == MOST_NAMED
    assert doubt.allowed.endswith(f"{MOST_NAMED - 1}, …")


def test_what_is_understood_only_by_its_reader() -> None:
    def even(text: str) -> int:
        if text not in ("2", "4"):
            raise ValueError("2, 4")
        return int(text)

    asked = Asked({"tab": "race", "seed": "4", "depth": "5"}, "race")
    assert asked.read("seed", even) == 4
    assert asked.read("depth", even) is None
    assert asked.read("batch", even) is None
    assert asked.doubts == [Doubt("depth", "5", "2, 4")]
