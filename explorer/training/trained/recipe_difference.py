"""What sets the recipe of a run apart from the 2015 paper's, and what does not. Reads no tensors.

Source: He et al. 2015, "Deep residual learning for image recognition", section 4.2.
"""

from explorer.networks.names import parse
from explorer.sentences.sentence import Sentence
from explorer.training.run.recipe import PAPER_DROPS, Recipe, recipe_for
from explorer.training.run.result import RunResult
from explorer.training.run.settings import TrainingSettings


def differences(result: RunResult) -> tuple[str, ...]:
    """All that differs from the paper's recipe for this network on CIFAR-10, each as a phrase."""
    ours, paper = result.recipe, _papers(result)
    found = []
    if ours.iterations != paper.iterations:
        found.append(
            Sentence(
                "{iterations:,} iterations ({epochs} epochs) of the paper's {papers:,}",
                iterations=ours.iterations,
                epochs=ours.epochs,
                papers=paper.iterations,
            )
        )
    if ours.weight_decay != paper.weight_decay:
        found.append(
            Sentence(
                "weight decay {ours:g} against {papers:g}",
                ours=ours.weight_decay,
                papers=paper.weight_decay,
            )
        )
    if ours.nesterov:
        found.append(Sentence("Nesterov's momentum against plain momentum"))
    if ours.name != paper.name:
        found.append(
            Sentence(
                "{schedule} against {papers}", schedule=_schedule(ours), papers=_schedule(paper)
            )
        )
    found += [
        Sentence("{quantity} {ours:g} against {papers:g}", quantity=what, ours=mine, papers=theirs)
        for what, mine, theirs in _numbers(ours, paper)
        if mine != theirs
    ]
    if result.precision != "float32":
        found.append(
            Sentence(
                "convolutions in {precision} (the paper names no precision)",
                precision=result.precision,
            )
        )
    found += [
        Sentence(
            "each colour scaled by its mean and standard deviation, where the "
            "paper subtracts the mean of each pixel"
        ),
        Sentence("each batch on one processor, where the paper divides it between two GPUs"),
    ]
    return tuple(found)


def agreements(result: RunResult) -> tuple[str, ...]:
    """What is as in the paper, each as a phrase."""
    found = [
        Sentence("{quantity} {ours:g}", quantity=what, ours=mine)
        for what, mine, theirs in _numbers(result.recipe, _papers(result))
        if mine == theirs
    ]
    found += [
        Sentence("the augmentation (4 pixels of padding, a random window, half of them mirrored)"),
        Sentence("He's initialisation"),
    ]
    if parse(result.network).residual:
        found.append(Sentence("shortcuts without weights (option A)"))
    return tuple(found)


def _papers(result: RunResult) -> Recipe:
    return recipe_for(TrainingSettings(result.network, recipe="paper"), result.train_images)


def _numbers(ours: Recipe, paper: Recipe) -> tuple[tuple[str, float, float], ...]:
    return (
        (Sentence("batch"), ours.batch, paper.batch),
        (Sentence("momentum"), ours.momentum, paper.momentum),
        (Sentence("highest learning rate"), ours.peak_rate, paper.peak_rate),
    )


def _schedule(recipe: Recipe) -> str:
    if recipe.name == "paper":
        first, second = PAPER_DROPS
        return Sentence(
            "a rate divided by 10 after {first:,} and {second:,} iterations",
            first=first,
            second=second,
        )
    start, end = recipe.learning_rate(0), recipe.learning_rate(recipe.iterations - 1)
    return Sentence(
        "one cycle of the learning rate ({start:g} up to {peak:g}, down to {low:g})",
        start=start,
        peak=recipe.peak_rate,
        low=end,
    )
