import dataclasses
import json

from explorer.networks.scaling import parse_scaling
from explorer.training.run.plan import RunPlan
from explorer.training.run.settings import TrainingSettings

SETTINGS = TrainingSettings("cifar-resnet8", epochs=2, batch=16)


def test_identity_changes_with_everything_that_changes_the_weights(bars):
    first = RunPlan.of(SETTINGS, bars, "float32")
    assert RunPlan.of(SETTINGS, bars, "float32").identity() == first.identity()
    fewer = dataclasses.replace(bars, train=bars.test)
    others = [
        RunPlan.of(dataclasses.replace(SETTINGS, **{what: value}), bars, "float32")
        for what, value in (
            ("network", "cifar-plain8"),
            ("epochs", 3),
            ("recipe", "paper"),
            ("seed", 1),
            ("batch", 8),
            ("width", 4),
        )
    ]
    others += [RunPlan.of(SETTINGS, fewer, "float32"), RunPlan.of(SETTINGS, bars, "bfloat16")]
    identities = [str(plan.identity()) for plan in (first, *others)]
    assert len(set(identities)) == 9


def test_what_is_written_can_be_read_by_others(bars):
    plan = RunPlan.of(SETTINGS, bars, "float32")
    described = json.loads(json.dumps(plan.described()))
    assert described["network"] == "cifar-resnet8"
    assert described["iterations_per_epoch"] == 4
    metadata = plan.metadata(0.125)
    assert parse_scaling(metadata["input_scaling"]) == plan.scaling
    assert json.loads(metadata["class_names"]) == ["vertical", "horizontal"]
    assert metadata["test_error"] == "0.1250"
    assert all(isinstance(value, str) for value in metadata.values())


def test_a_data_set_smaller_than_a_batch_is_one_batch(bars):
    plan = RunPlan.of(TrainingSettings("cifar-resnet8", epochs=3), bars, "float32")
    assert (plan.recipe.batch, plan.recipe.iterations) == (70, 3)
