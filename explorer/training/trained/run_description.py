"""What the files beside a run's curve say that it was, and how it ended. Reads no tensors.

`settings.json` is there from the beginning, `result.json` from the end. Folders from before there
was a `result.json` have the errors in `model-card.md` alone.
"""

import json
import re
from dataclasses import dataclass

from explorer.networks.names import NetworkName, parse
from explorer.sentences.sentence import Sentence, refusal
from explorer.training.run.result import RunResult


@dataclass(frozen=True)
class FinalErrors:
    """Errors of the finished weights in float32: shares from 0 to 1.

    Attributes:
        test: Of the test images.
        train: Of the training images, not augmented.
        test_images: How many.
    """

    test: float
    train: float
    test_images: int


@dataclass(frozen=True)
class RunDescription:
    """What one file says of a run; the fields are those of `TrainedRun`."""

    network: NetworkName | None = None
    data: str = ""
    recipe: str = ""
    seed: int | None = None
    planned: int | None = None
    final: FinalErrors | None = None
    result: RunResult | None = None


def by_settings(label: str, text: str) -> RunDescription:
    """What `settings.json` says.

    Raises:
        ValueError: It cannot be understood; one sentence that names it.
    """
    try:
        said = json.loads(text.removeprefix("\ufeff"))
        return RunDescription(
            parse(str(said["network"])),
            str(said["data"]),
            str(said["recipe"]),
            int(said["seed"]),
            int(said["epochs"]) * int(said["iterations_per_epoch"]),
        )
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise refusal(
            "the settings.json of {run} cannot be read: give it as train wrote it", run=label
        ) from error


def by_result(label: str, text: str) -> RunDescription:
    """What `result.json` says.

    Raises:
        ValueError: It cannot be understood; one sentence that names it.
    """
    try:
        result = RunResult.from_text(text)
    except ValueError as error:
        raise refusal(
            "the result.json of {run} cannot be read: give it as train wrote it", run=label
        ) from error
    return RunDescription(
        parse(result.network),
        result.data,
        result.recipe.name,
        result.seed,
        result.recipe.iterations,
        FinalErrors(result.test_error, result.train_error, result.test_images),
        result,
    )


def by_card(label: str, text: str) -> RunDescription:
    """What `model-card.md` says, for a folder without a `result.json`.

    Raises:
        ValueError: It cannot be understood; one sentence that names it.
    """
    found = {
        what: re.search(pattern, text)
        for what, pattern in {
            "title": r"# (\S+) on (.+)",
            "recipe": r"\| recipe \| (\w+): .* ([\d,]+) iterations",
            "seed": r"\| seed \| (\d{1,10}) \|",
            "test": r"\*\*test error\*\* \| \*\*([\d.]+)%\*\* of ([\d,]+) test",
            "train": r"\| training error \| ([\d.]+)% of",
        }.items()
    }
    try:
        title, recipe, seed, test, train = (_groups(each) for each in found.values())
        return RunDescription(
            parse(title[0]),
            title[1].strip(),
            recipe[0],
            int(seed[0]),
            _whole(recipe[1]),
            FinalErrors(float(test[0]) / 100, float(train[0]) / 100, _whole(test[1])),
        )
    except ValueError as error:
        raise refusal(
            "the model-card.md of {run} cannot be read: give it as train wrote it", run=label
        ) from error


def _groups(found: re.Match[str] | None) -> tuple[str, ...]:
    if found is None:
        raise _fault(Sentence("a line is missing"))
    return found.groups()


def _whole(text: str) -> int:
    return int(text.replace(",", ""))


def _fault(what: str) -> ValueError:
    """What is wrong inside a file; the sentence around it names the file."""
    return ValueError(what)
