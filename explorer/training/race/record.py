"""A race as a folder: its files, and their one writer; `replay` reads them.

settings.json   every setting, and the facts: fingerprints, layers, data, device
steps.csv       step, network, loss, train_accuracy, test_accuracy (empty where it was not measured)
layers.csv      step, network, layer, name and the quantities of every convolution, a column each
checks.csv      step, network, check, value, tolerance: the self-checks, where they apply
events.csv      step, network, factor: from that step on the network's blocks add so many times
                their shortcuts; written only if there were any
verdict.json    for each network word, first_word, rule and numbers of its gradients at its last
                step, and under learning the same four of what it has learned

Layers are counted from 1, input side first, projections of option B last. Numbers have nine digits,
which float32 needs to come back as it was; what is not finite is `nan` or `inf`.
"""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from explorer.files.tables import nine_digits, write_table
from explorer.files.whole_file import write_whole
from explorer.training.measuring.quantities import PLACE_COLUMNS
from explorer.training.measuring.words import Verdict
from explorer.training.race.events import RaceEvent
from explorer.training.race.result import NETWORKS, NetworkKind, NetworkStep, RaceFacts, RaceStep
from explorer.training.race.settings import RaceSettings, described

SETTINGS, STEPS, LAYERS, CHECKS, EVENTS, VERDICT = (
    "settings.json",
    "steps.csv",
    "layers.csv",
    "checks.csv",
    "events.csv",
    "verdict.json",
)
STEP_COLUMNS = ("step", "network", "loss", "train_accuracy", "test_accuracy")
CHECK_COLUMNS = ("step", "network", "check", "value", "tolerance")
EVENT_COLUMNS = ("step", "network", "factor")


@dataclass(frozen=True, eq=False, repr=False)
class RecordedRace:
    """A race that was run, from memory or from its folder.

    Attributes:
        settings: What was asked for.
        facts: What was known before its first step.
        steps: Those that were done, in order. From a folder they have no inner products, running
            test accuracies or seconds (nan, None, 0), and only the last knows its fingerprint.
        events: What the shortcut switch did in these steps.
    """

    settings: RaceSettings
    facts: RaceFacts
    steps: tuple[RaceStep, ...]
    events: tuple[RaceEvent, ...] = ()

    def __repr__(self) -> str:
        """Short: its length and how it ended."""
        ended = ", ".join(repr(last) for kind in NETWORKS if (last := self.last(kind)) is not None)
        return f"<RecordedRace of {self.settings.depth} layers, {len(self.steps)} steps: {ended}>"

    def last(self, kind: NetworkKind) -> NetworkStep | None:
        """The last step that a network did, None if it did none."""
        done = [step.network(kind) for step in self.steps]
        return next((each for each in reversed(done) if each is not None), None)


def has_race(folder: Path) -> bool:
    """Whether a folder holds a race."""
    return all((folder / name).is_file() for name in (SETTINGS, STEPS, LAYERS))


def write_race(folder: str | Path, race: RecordedRace) -> None:
    """Write all files of a race; the folder is made if need be.

    Raises:
        OSError: They cannot be written.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    settings = {**described(race.settings), **_facts(race)}
    _write_json(folder / SETTINGS, settings)
    write_table(folder / STEPS, STEP_COLUMNS, _step_rows(race.steps))
    columns = (*PLACE_COLUMNS, *race.facts.measured)
    write_table(folder / LAYERS, columns, _layer_rows(race))
    write_table(folder / CHECKS, CHECK_COLUMNS, _check_rows(race.steps))
    if race.events:
        # repr gives a factor back to the bit
        rows = [(each.step, each.network, repr(each.factor)) for each in race.events]
        write_table(folder / EVENTS, EVENT_COLUMNS, rows)
    else:
        (folder / EVENTS).unlink(missing_ok=True)  # of an earlier race in this folder
    _write_json(folder / VERDICT, verdicts(race))


def verdicts(race: RecordedRace) -> dict[str, dict[str, Any]]:
    """What `verdict.json` says; None for a number that is not finite."""
    said: dict[str, dict[str, Any]] = {}
    for kind in NETWORKS:
        last = race.last(kind)
        if last is not None:
            said[kind] = {**_verdict(last.verdict), "learning": _verdict(last.learning)}
    return said


def _verdict(verdict: Verdict[Any]) -> dict[str, Any]:
    numbers = {
        name: value if math.isfinite(value) else None for name, value in verdict.numbers.items()
    }
    return {
        "word": verdict.word,
        "first_word": verdict.first_word,
        "rule": verdict.rule,
        "numbers": numbers,
    }


def _facts(race: RecordedRace) -> dict[str, Any]:
    facts = race.facts
    last = {kind: race.last(kind) for kind in NETWORKS}
    return {
        "weights_sha256": dict(facts.weights_sha256),
        "batches_sha256": {
            kind: step.batches_sha256 for kind, step in last.items() if step is not None
        },
        "steps_done": {
            kind: sum(step.network(kind) is not None for step in race.steps) for kind in NETWORKS
        },
        "diverged": {kind: step is not None and step.diverged for kind, step in last.items()},
        "data_name": facts.data,
        "data_sha256": facts.data_sha256,
        "class_names": list(facts.class_names),
        "label_entropy": facts.guess.entropy,
        "majority_share": facts.guess.majority_share,
        "majority_test_share": facts.guess.test_share,
        "train_images": facts.train_images,
        "test_images": facts.test_images,
        "device": facts.device,
        "parameters": dict(facts.parameters),
        "layers": {kind: list(names) for kind, names in facts.layers.items()},
        "versions": dict(facts.versions),
        "seconds": race.steps[-1].seconds if race.steps else 0.0,
    }


def _step_rows(steps: Sequence[RaceStep]) -> Iterable[tuple[object, ...]]:
    for step in steps:
        for each in step.networks:
            test = "" if each.test_accuracy is None else nine_digits(each.test_accuracy)
            loss, right = nine_digits(each.loss), nine_digits(each.train_accuracy)
            yield step.step, each.network, loss, right, test


def _layer_rows(race: RecordedRace) -> Iterable[tuple[object, ...]]:
    for step in race.steps:
        for each in step.networks:
            names = race.facts.layers[each.network]
            table = zip(
                *(each.quantity(name).tolist() for name in race.facts.measured), strict=True
            )
            for layer, (name, numbers) in enumerate(zip(names, table, strict=True), 1):
                yield step.step, each.network, layer, name, *map(nine_digits, numbers)


def _check_rows(steps: Sequence[RaceStep]) -> Iterable[tuple[object, ...]]:
    for step in steps:
        for each in step.networks:
            for check in each.checks:
                if check.value is not None:
                    value = nine_digits(check.value)
                    yield step.step, each.network, check.name, value, nine_digits(check.tolerance)


def _write_json(path: Path, content: object) -> None:
    text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)
    write_whole(path, f"{text}\n".encode())
