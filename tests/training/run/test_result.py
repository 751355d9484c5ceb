import json

import pytest

from explorer.training.run.plan import RunPlan
from explorer.training.run.result import RunResult, is_result
from explorer.training.run.settings import TrainingSettings
from tests.training.runs_on_paper import result, settings


def changed(**values: object) -> str:
    return json.dumps({**json.loads(result()), **values})


def test_what_a_plan_ended_with_is_written_and_read_back_exactly(bars) -> None:  # type: ignore[no-untyped-def]
    plan = RunPlan.of(TrainingSettings("cifar-plain20", seed=7, batch=16), bars, "bfloat16")
    found = RunResult.of(plan, test=1 / 3, train=0.0)
    said = json.loads(found.text())
    assert (said["network"], said["data"], said["seed"]) == ("cifar-plain20", "bars", 7)
    assert said["data_sha256"] == bars.fingerprint()
    assert said["recipe"]["weight_decay"] == 0.0005
    assert (said["test_error"], said["test_images"], said["train_images"]) == (1 / 3, 20, 70)
    assert RunResult.from_text(found.text()) == found
    assert RunResult.from_text("\ufeff" + found.text()) == found


def test_entries_of_a_later_program_are_passed_over() -> None:
    assert RunResult.from_text(changed(later=1)) == RunResult.from_text(result())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "[" * 100_000,
        changed(test_error=1.5),
        changed(test_error="0.1"),
        changed(test_error=float("nan")),
        changed(train_images=0),
        changed(seed=None),
        changed(seed=True),
        changed(network="vgg16"),
        changed(recipe={}),
        changed(recipe=None),
        result(iterations_per_epoch=0),
        result(weight_decay="much"),
    ],
)
def test_texts_that_are_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        RunResult.from_text(text)


def test_a_result_is_known_by_its_content() -> None:
    assert is_result(result())
    assert not any(map(is_result, (settings(), "", "[]", "nonsense", "[" * 100_000)))
