"""What steps 2, 4 and 7 claim of curves and errors holds for what they show."""

from explorer.interface.lesson.curves import degraded, final_test_errors, shattered


def test_2_deeper_was_worse_on_training_and_test_pictures() -> None:
    networks = degraded()["networks"]
    shallow, deep = (networks[depth]["final"] for depth in ("20", "56"))
    assert deep["train"] > 1.5 * shallow["train"]
    assert deep["test"] > shallow["test"]
    # an overfitted network would do well on its own pictures
    assert deep["train"] > shallow["test"]
    assert deep["train"] == 0.15378  # of assets/weights/cifar-plain56.result.json
    assert len(networks["20"]["train"]) == len(networks["56"]["train"]) == 24


def test_4_gradients_of_neighbours_agree_in_a_shallow_or_residual_network_alone() -> None:
    curves = shattered()["curves"]
    assert abs(curves["plain-56"][1]) < 0.1  # neighbours 1.5 degrees apart
    assert curves["plain-8"][1] > 0.7
    assert curves["residual-56"][1] > 0.5


def test_7_what_trains_better_sees_better_on_average() -> None:
    errors = final_test_errors()
    assert errors["residual"] < 0.6 * errors["plain"]
