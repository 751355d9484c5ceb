"""The page that goes with a fine-tuned network and says what its accuracy is worth."""

from explorer.networks.catalog.loaded import LoadedNetwork
from explorer.networks.scaling import scaling_text
from explorer.training.finetune.network import STAGE_FALL, STAGE_RATE, WEIGHT_DECAY
from explorer.training.finetune.result import FinetuneResult
from explorer.training.finetune.settings import BATCH, FEWEST_FOR_STATISTICS, Trained
from explorer.training.model_card import cell, model_card, versions

_NAMED = 100  # more held-out pictures than this are named in held-out.csv alone
_WHAT: dict[Trained, str] = {
    "head": "a new head, on the features of the network as it was",
    "last-stage": "a new head first, then the last stage with it",
    "all": "a new head first, then every layer with it",
}


def card(result: FinetuneResult, loaded: LoadedNetwork) -> str:
    """The card, in Markdown; no path and no name of a person or machine is in it."""
    low, high = result.interval
    count = len(result.held_out)
    side = f"{loaded.input_size} x {loaded.input_size} pixels"
    scaling = f"{scaling_text(loaded.scaling)} (mean / standard deviation of values from 0 to 1)"
    epochs = f"{len([row for row in result.rows if row.epoch])} of {result.epochs}"
    stopped = ", stopped by hand" if result.stopped else ""
    learned = f"{_WHAT[result.settings.train]}: {result.trained_parameters:,} parameters"
    right = f"**{result.accuracy:.1%}**: {result.right} of {count} held-out pictures"
    facts = [
        ("network", f"{result.network}, {result.parameters:,} parameters"),
        ("started from", result.source),
        ("trained", learned),
        ("classes", ", ".join(result.class_names)),
        ("pictures", f"{sum(result.learned_from)} learned from, {count} held out"),
        *(("note", note) for note in result.notes),
        ("input", f"{side}, {scaling}"),
        ("recipe", _recipe(result)),
        ("augmentation", _augmentation(result)),
        ("batch-norm statistics", _statistics(result)),
        ("seed", f"{result.settings.seed}"),
        ("epochs", f"{epochs}{stopped}; the weights are those of epoch {result.best_epoch}"),
        ("device", result.device),
        ("time", f"{result.seconds:.0f} seconds"),
        ("versions", versions()),
        ("**accuracy**", right),
        ("95 % interval", f"{low:.1%} to {high:.1%} (Wilson's, for a binomial share)"),
    ]
    return model_card(
        f"{result.network} on {result.data}",
        facts,
        f"Always answering the most frequent class would be right in {result.guessing:.1%}.",
        _per_class(result),
        f"""\
The interval says what {count} pictures are evidence for: with other pictures of the same kind the
accuracy can lie anywhere in it. It is somewhat too hopeful, because the best epoch was chosen by
these same pictures, and because pictures that were taken together look alike.""",
        _held_out(result),
    )


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
        lines.append(f"| {cell(name)} | {result.learned_from[label]} | {held} | {right} |")
    return "\n".join(lines)


def _held_out(result: FinetuneResult) -> str:
    if len(result.held_out) > _NAMED:
        return "The held-out pictures are named in `held-out.csv`."
    names = [f"- {cell(each.name)}" for each in result.held_out]
    return "\n".join(["Held out, and not learned from here:", "", *names])
