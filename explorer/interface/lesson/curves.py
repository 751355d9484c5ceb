"""What the lesson draws as curves and is no race: degradation, and shattered gradients."""

from typing import Any, Final

from explorer.interface.compute_import import import_compute
from explorer.interface.lesson.pictures import PLAIN, RESIDUAL

SHALLOW: Final = "cifar-plain20"
# Enough that the three curves stand apart, and few enough to be measured while a room guesses.
SEEDS: Final = 2
DEPTHS: Final = (8, 56)


def degraded() -> dict[str, Any]:
    """Step 2: the errors of the shipped plain networks of 20 and 56 layers, as shares.

    `networks` holds for each depth the errors after every epoch, and `final`, those of the finished
    network on all training and test pictures.
    """
    from explorer.training.trained.shipped import shipped_runs

    found: dict[str, Any] = {}
    for run in shipped_runs():
        if run.label not in (SHALLOW, PLAIN) or run.network is None or run.final is None:
            continue
        found[str(run.network.depth)] = {
            "train": [row.train_error for row in run.rows],
            "test": [row.test_error for row in run.rows],
            "final": {"train": run.final.train, "test": run.final.test},
        }
    return {"networks": found}


def final_test_errors() -> dict[str, float]:
    """Test errors of the shipped networks of 56 layers, as shares, by kind."""
    from explorer.training.trained.shipped import shipped_runs

    names = {RESIDUAL: "residual", PLAIN: "plain"}
    return {
        names[run.label]: run.final.test
        for run in shipped_runs()
        if run.label in names and run.final is not None
    }


def shattered() -> dict[str, Any]:
    """Step 4: how alike the gradients of two images are, by the angle between the images.

    The mean over the seeds of each network's autocorrelation, with batch normalisation.
    """
    import_compute()
    from explorer.training.depth.shattering import shattering
    from explorer.training.depth.shattering_result import ShatteringSettings

    settings = ShatteringSettings(depths=DEPTHS, normalizations=("batch",), seeds=SEEDS)
    curves: dict[str, list[Any]] = {}
    for each in shattering(settings):
        curves.setdefault(f"{each.network}-{each.swept.depth}", []).append(each.autocorrelation)
    return {
        "degrees": settings.angles().tolist(),
        "curves": {name: (sum(found) / len(found)).tolist() for name, found in curves.items()},
    }
