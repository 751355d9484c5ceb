"""The page that goes with a fine-tuned network and says what its accuracy is worth."""

import platform

import numpy
import torch

from explorer import __version__
from explorer.networks.catalog.loaded import LoadedNetwork
from explorer.networks.scaling import scaling_text
from explorer.training.finetune.network import STAGE_FALL, STAGE_RATE, WEIGHT_DECAY
from explorer.training.finetune.result import FinetuneResult
from explorer.training.finetune.settings import BATCH, FEWEST_FOR_STATISTICS, Trained

_NAMED = 100  # more held-out pictures than this are named in held-out.csv alone
_WHAT: dict[Trained, str] = {
    "head": "a new head, on the features of the network as it was",
    "last-stage": "a new head first, then the last stage with it",
    "all": "a new head first, then every layer with it",
}


def card(result: FinetuneResult, loaded: LoadedNetwork) -> str:
    """The card, in Markdown; no path and no name of a person or machine is in it."""
    low, high = result.interval
    versions = {
        "resnet-explorer": __version__,
        "Python": platform.python_version(),
        "PyTorch": torch.__version__,
        "NumPy": numpy.__version__,
    }
    count = len(result.held_out)
    notes = "".join(f"| note | {_cell(note)} |\n" for note in result.notes)
    stopped = ", stopped by hand" if result.stopped else ""
    return f"""# {result.network} on {_cell(result.data)}

| | |
|---|---|
| network | {result.network}, {result.parameters:,} parameters |
| started from | {_cell(result.source)} |
| trained | {_WHAT[result.settings.train]}: {result.trained_parameters:,} parameters |
| classes | {_cell(", ".join(result.class_names))} |
| pictures | {sum(result.learned_from)} learned from, {count} held out |
{notes}| input | {loaded.input_size} x {loaded.input_size} pixels, {scaling_text(loaded.scaling)} \
(mean / standard deviation of values from 0 to 1) |
| recipe | {_recipe(result)} |
| augmentation | {_augmentation(result)} |
| batch-norm statistics | {_statistics(result)} |
| seed | {result.settings.seed} |
| epochs | {len([row for row in result.rows if row.epoch])} of {result.epochs}{stopped}; \
the weights are those of epoch {result.best_epoch} |
| device | {result.device} |
| time | {result.seconds:.0f} seconds |
| versions | {", ".join(f"{what} {version}" for what, version in versions.items())} |
| **accuracy** | **{result.accuracy:.1%}**: {result.right} of {count} held-out pictures |
| 95 % interval | {low:.1%} to {high:.1%} (Wilson's, for a binomial share) |

Always answering the most frequent class would be right in {result.guessing:.1%}.

{_per_class(result)}
The interval says what {count} pictures are evidence for: with other pictures of the same kind the
accuracy can lie anywhere in it. It is somewhat too hopeful, because the best epoch was chosen by
these same pictures, and because pictures that were taken together look alike.

{_held_out(result)}
The network knows only the classes above. Whatever it is shown, it answers with one of them.
"""


def _recipe(result: FinetuneResult) -> str:
    shared = f"AdamW, batches of {BATCH}, weight decay {WEIGHT_DECAY:g}, a warm-up, half a cosine"
    if result.settings.train == "head":
        return f"{shared}; features computed once"
    fall = ""
    if result.settings.train == "all":
        fall = f", {STAGE_FALL:g} times less for each stage before"
    return f"{shared}; rate {STAGE_RATE:g} for the last stage{fall}"


def _augmentation(result: FinetuneResult) -> str:
    if not result.settings.augmentation:
        return "none"
    if result.settings.train == "head":
        return "half of the pictures mirrored"
    return "half of the pictures mirrored, squares of 80 to 100 % of the side cut out"


def _statistics(result: FinetuneResult) -> str:
    if result.settings.train == "head":
        return "frozen: only the head learned"
    rule = f"they are frozen with fewer than {FEWEST_FOR_STATISTICS} pictures to learn from"
    return f"{'frozen' if result.frozen_statistics else 'learned where layers learned'} ({rule})"


def _per_class(result: FinetuneResult) -> str:
    table = result.confusion
    lines = ["| class | learned from | held out | right |", "|---|---|---|---|"]
    for label, name in enumerate(result.class_names):
        held = int(table[label].sum())
        right = f"{table[label, label]} ({result.per_class[label]:.0%})"
        lines.append(f"| {_cell(name)} | {result.learned_from[label]} | {held} | {right} |")
    return "\n".join(lines) + "\n"


def _held_out(result: FinetuneResult) -> str:
    if len(result.held_out) > _NAMED:
        return "The held-out pictures are named in `held-out.csv`.\n"
    names = [f"- {_cell(each.name)}" for each in result.held_out]
    return "\n".join(["Held out, and not learned from here:", "", *names]) + "\n"


def _cell(text: str) -> str:
    """A text that cannot break a line or a table."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;").replace("`", "'")
