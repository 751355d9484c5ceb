"""The page that goes with a trained network and says where its numbers come from."""

from collections.abc import Sequence

from explorer.networks.names import parse
from explorer.networks.scaling import scaling_text
from explorer.training.model_card import model_card, versions
from explorer.training.run.plan import RunPlan
from explorer.training.run.record import EpochRow

_ERRORS = """\
Errors are those of the finished weights, computed in float32. `training.csv` has every epoch's:
there `train_error` is counted while the network learns, on augmented images, and errors are
shares from 0 to 1. The test images were looked at after every epoch, for the curve alone: the
weights are those of the last epoch and nothing was chosen by them."""


def card(
    plan: RunPlan,
    device: str,
    rows: Sequence[EpochRow],
    *,
    parameters: int,
    train_error: float,
    test_error: float,
) -> str:
    """The card, in Markdown; no path and no name of a person or machine is in it.

    Args:
        plan: What was trained on what, and how.
        device: The processor's label.
        rows: All epochs.
        parameters: Numbers learned.
        train_error: Share of the training images, not augmented, classified wrongly at the end.
        test_error: Share of the test images classified wrongly at the end.
    """
    dataset, recipe = plan.dataset, plan.recipe
    name = parse(plan.settings.network)
    height, width, channels = dataset.train.images.shape[1:]
    seconds = sum(row.seconds for row in rows)
    shortcuts = "option A shortcuts (half of the zero channels before the others, half after)"
    kind = f"residual, {shortcuts}" if name.residual else "plain: no shortcuts"
    colours = "RGB" if channels == 3 else "grey, given to all three input channels"
    flips = ", half of them mirrored" if dataset.mirrored else ", none mirrored"
    scaling = f"{scaling_text(plan.scaling)} (mean / standard deviation of values from 0 to 1)"
    convolutions = (
        "convolutions in bfloat16, weights and statistics in float32"
        if plan.precision == "bfloat16"
        else "float32"
    )
    facts = [
        (
            "network",
            f"{name.text}: {name.depth} layers with weights, {kind}, {parameters:,} parameters",
        ),
        ("data", f"{dataset.name}: {dataset.note}"),
        ("images", f"{width} x {height} pixels, {colours}"),
        ("SHA-256", f"{plan.data_sha256} (of all images and labels)"),
        ("classes", ", ".join(dataset.class_names)),
        ("input scaling", scaling),
        ("recipe", f"{recipe.name}: {recipe.describe()}"),
        ("augmentation", f"padded by 4 pixels, a random window of the original size{flips}"),
        ("seed", f"{plan.settings.seed}"),
        ("precision", convolutions),
        ("device", device),
        ("time", f"{_duration(seconds)}, pauses and tests included"),
        ("versions", versions()),
        ("**test error**", f"**{test_error:.2%}** of {len(dataset.test):,} test images"),
        (
            "training error",
            f"{train_error:.2%} of {len(dataset.train):,} training images, as they are",
        ),
    ]
    return model_card(f"{name.text} on {dataset.name}", facts, _ERRORS)


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return f"{seconds:.0f} seconds"
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"
