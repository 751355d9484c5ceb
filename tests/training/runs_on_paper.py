"""Texts of runs as `train` writes them, made without it."""

import json

from explorer.training.trained.trained_run import TrainedRun, run_from_texts

HEADER = "epoch,iteration,loss,train_error,test_error,learning_rate,seconds"


def table(*errors: tuple[float, float], iterations: int = 100) -> str:
    """A `training.csv` with these training and test errors, one an epoch."""
    rows = [
        f"{epoch},{epoch * iterations},0.5,{train},{test},{0.1 / epoch:.6g},9.5"
        for epoch, (train, test) in enumerate(errors, 1)
    ]
    return "\n".join([HEADER, *rows]) + "\n"


CURVE = table((0.5, 0.6), (0.25, 0.375))


def card(
    network: str = "cifar-plain20",
    *,
    test: float = 12.5,
    train: float = 8.25,
    seed: int = 0,
    data: str = "cifar10",
    iterations: str = "1,200",
) -> str:
    """The lines of a `model-card.md` that say what a run was, as in older folders."""
    return (
        f"# {network} on {data}\n\n| | |\n|---|---|\n"
        f"| recipe | short: SGD, batch 128, {iterations} iterations (3 epochs); one cycle. |\n"
        f"| seed | {seed} |\n"
        f"| **test error** | **{test:.2f}%** of 10,000 test images |\n"
        f"| training error | {train:.2f}% of 50,000 training images, as they are |\n"
    )


def result(
    network: str = "cifar-plain20",
    *,
    test: float = 12.5,
    train: float = 8.25,
    seed: int = 0,
    data: str = "cifar10",
    **recipe: object,
) -> str:
    """A `result.json`; errors in per cent."""
    said = {
        "network": network,
        "data": data,
        "data_sha256": "0" * 64,
        "input_scaling": "cifar",
        "recipe": {
            "name": "short",
            "depth": int("".join(filter(str.isdigit, network)) or 0),
            "batch": 128,
            "iterations_per_epoch": 390,
            "iterations": 1200,
            "peak_rate": 0.1,
            "weight_decay": 0.0005,
            "momentum": 0.9,
            "nesterov": True,
            **recipe,
        },
        "seed": seed,
        "precision": "bfloat16",
        "test_error": test / 100,
        "test_images": 10_000,
        "train_error": train / 100,
        "train_images": 50_000,
    }
    return json.dumps(said)


def run(network: str, train: float, test: float, curve: str = CURVE, **said: object) -> TrainedRun:
    """A finished run with these final errors in per cent."""
    text = result(network, train=train, test=test, **said)  # type: ignore[arg-type]
    return run_from_texts(network, curve, result=text)


def settings(network: str = "cifar-plain20", **others: object) -> str:
    """A `settings.json`."""
    said = {
        "network": network,
        "recipe": "short",
        "epochs": 3,
        "seed": 4,
        "data": "cifar10",
        "iterations_per_epoch": 400,
    }
    return json.dumps({**said, **others})
