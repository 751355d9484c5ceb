import pytest

from explorer.networks.choices import check_one_of, check_whole


@pytest.mark.parametrize("value", ["b", "A", "", None, 1])
def test_a_name_that_is_not_allowed(value: object) -> None:
    check_one_of("shortcut", "a", ("a", "bc"))
    with pytest.raises(ValueError, match="shortcut must be one of a, bc, got ") as caught:
        check_one_of("shortcut", value, ("a", "bc"))
    assert str(caught.value).endswith(f"got {value!r}: choose one")


@pytest.mark.parametrize("value", [0, 8, -1, 2.0, True, "3", None, float("nan")])
def test_what_is_no_whole_number_of_the_range(value: object) -> None:
    for fine in (1, 7):
        check_whole("epochs", fine, 1, 7)
    with pytest.raises(
        ValueError, match="epochs must be a whole number from 1 to 7, got "
    ) as caught:
        check_whole("epochs", value, 1, 7)
    assert str(caught.value).endswith(f"got {value!r}: choose another")
