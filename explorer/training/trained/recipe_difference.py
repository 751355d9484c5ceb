"""What sets the recipe of a run apart from the 2015 paper's, and what does not. Reads no tensors.

Source: He et al. 2015, "Deep residual learning for image recognition", section 4.2.
"""

from explorer.networks.names import parse
from explorer.training.run.recipe import PAPER_DROPS, Recipe, recipe_for
from explorer.training.run.result import RunResult
from explorer.training.run.settings import TrainingSettings


def differences(result: RunResult) -> tuple[str, ...]:
    """All that differs from the paper's recipe for this network on CIFAR-10, each as a phrase."""
    ours, paper = result.recipe, _papers(result)
    found = []
    if ours.iterations != paper.iterations:
        found.append(
            f"{ours.iterations:,} iterations ({ours.epochs} epochs) of the paper's "
            f"{paper.iterations:,}"
        )
    if ours.weight_decay != paper.weight_decay:
        found.append(f"weight decay {ours.weight_decay:g} against {paper.weight_decay:g}")
    if ours.nesterov:
        found.append("Nesterov's momentum against plain momentum")
    if ours.name != paper.name:
        found.append(f"{_schedule(ours)} against {_schedule(paper)}")
    found += [
        f"{what} {mine:g} against {theirs:g}"
        for what, mine, theirs in _numbers(ours, paper)
        if mine != theirs
    ]
    if result.precision != "float32":
        found.append(f"convolutions in {result.precision} (the paper names no precision)")
    found += [
        "each colour scaled by its mean and standard deviation, where the paper subtracts the mean "
        "of each pixel",
        "each batch on one processor, where the paper divides it between two GPUs",
    ]
    return tuple(found)


def agreements(result: RunResult) -> tuple[str, ...]:
    """What is as in the paper, each as a phrase."""
    found = [
        f"{what} {mine:g}"
        for what, mine, theirs in _numbers(result.recipe, _papers(result))
        if mine == theirs
    ]
    found += [
        "the augmentation (4 pixels of padding, a random window, half of them mirrored)",
        "He's initialisation",
    ]
    if parse(result.network).residual:
        found.append("shortcuts without weights (option A)")
    return tuple(found)


def _papers(result: RunResult) -> Recipe:
    return recipe_for(TrainingSettings(result.network, recipe="paper"), result.train_images)


def _numbers(ours: Recipe, paper: Recipe) -> tuple[tuple[str, float, float], ...]:
    return (
        ("batch", ours.batch, paper.batch),
        ("momentum", ours.momentum, paper.momentum),
        ("highest learning rate", ours.peak_rate, paper.peak_rate),
    )


def _schedule(recipe: Recipe) -> str:
    if recipe.name == "paper":
        return f"a rate divided by 10 after {PAPER_DROPS[0]:,} and {PAPER_DROPS[1]:,} iterations"
    start, end = recipe.learning_rate(0), recipe.learning_rate(recipe.iterations - 1)
    return f"one cycle of the learning rate ({start:g} up to {recipe.peak_rate:g}, down to {end:g})"
