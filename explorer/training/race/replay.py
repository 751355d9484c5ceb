"""A race from its folder, as it was while it ran: the one reader of what `race_record` writes.

Records from before a setting was there have its default, and those from before a gauge was there
lack its column: its values are nan, and the facts say that it is missing.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from explorer.files.tables import read_table
from explorer.networks.device import recorded_label
from explorer.sentences.sentence import Sentence, refusal
from explorer.training.measuring.learning import LearningJudge
from explorer.training.measuring.quantities import (
    GAUGE,
    GAUGES,
    PLACE_COLUMNS,
    QUANTITIES,
    Quantity,
    Values,
)
from explorer.training.measuring.verdict import Judge
from explorer.training.measuring.words import Guess
from explorer.training.race.events import RaceEvent, in_order, kind_named
from explorer.training.race.record import (
    CHECK_COLUMNS,
    CHECKS,
    EVENT_COLUMNS,
    EVENTS,
    LAYERS,
    SETTINGS,
    STEP_COLUMNS,
    STEPS,
    RecordedRace,
    has_race,
)
from explorer.training.race.result import (
    NETWORKS,
    NetworkKind,
    NetworkStep,
    RaceFacts,
    RaceStep,
    SelfCheck,
)
from explorer.training.race.settings import RaceSettings, from_description

UNREADABLE = (
    ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError,
)  # fmt: skip


def read_race(folder: str | Path) -> RecordedRace:
    """The race that a folder holds; the verdict of every step is found again from its numbers.

    Raises:
        FileNotFoundError: The folder holds no race.
        ValueError: A file of it cannot be understood.
    """
    folder = Path(folder)
    if not has_race(folder):
        raise FileNotFoundError(
            f"{folder} holds no race ({SETTINGS}, {STEPS} and {LAYERS}): "
            "choose a folder that was given to race as --output"
        )
    try:
        said = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
        settings, facts = from_description(said), _read_facts(said)
        measured = _read_layers(folder, facts)
        steps = _read_steps(folder, facts, settings, measured, said["batches_sha256"])
        events = _read_events(folder / EVENTS) if (folder / EVENTS).is_file() else ()
    except UNREADABLE as error:
        raise refusal(
            "the race in {folder} cannot be read ({reason}): its files must be as race wrote them",
            folder=folder.name,
            reason=error,
        ) from error
    first = next(iter(measured.values()), dict.fromkeys(QUANTITIES))
    missing = tuple(name for name in QUANTITIES if name not in first)
    return RecordedRace(settings, replace(facts, missing=missing), steps, events)


def read_events(path: str | Path) -> tuple[RaceEvent, ...]:
    """What the shortcut switch did in a race, from its `events.csv`.

    Raises:
        OSError: There is no such file.
        ValueError: It cannot be understood.
    """
    path = Path(path)
    try:
        return _read_events(path)
    except UNREADABLE as error:
        raise refusal(
            "the events of {file} cannot be read ({reason}): give an events.csv that race wrote",
            file=path.name,
            reason=error,
        ) from error


def _read_events(path: Path) -> tuple[RaceEvent, ...]:
    return in_order(
        RaceEvent(int(row["step"]), kind_named(row["network"]), float(row["factor"]))
        for row in read_table(path, EVENT_COLUMNS)
    )


def _read_facts(said: Mapping[str, Any]) -> RaceFacts:
    return RaceFacts(
        layers={kind: tuple(said["layers"][kind]) for kind in NETWORKS},
        weights_sha256=said["weights_sha256"],
        data_sha256=said["data_sha256"],
        data=said["data_name"],
        class_names=tuple(said["class_names"]),
        guess=_read_guess(said),
        train_images=said["train_images"],
        test_images=said["test_images"],
        device=recorded_label(said["device"]),
        parameters=said["parameters"],
        versions=said["versions"],
    )


def _read_guess(said: Mapping[str, Any]) -> Guess:
    """Older records do not say it: there all classes count as equally frequent."""
    classes = len(said["class_names"])
    return Guess(
        entropy=float(said.get("label_entropy", math.log(classes))),
        majority_share=float(said.get("majority_share", 1 / classes)),
        test_share=float(said.get("majority_test_share", 0.0)),
    )


def _read_layers(
    folder: Path, facts: RaceFacts
) -> dict[tuple[int, NetworkKind], dict[Quantity, Values]]:
    """(layers,) of every quantity that there is, for each step and network."""
    layers: dict[tuple[int, NetworkKind], list[list[float]]] = {}
    columns: list[Quantity] = []
    for row in read_table(folder / LAYERS, (*PLACE_COLUMNS, "relative_gradient"), others=True):
        columns = columns or [name for name in QUANTITIES if name in row]
        place = int(row["step"]), kind_named(row["network"])
        layers.setdefault(place, []).append([float(row[name]) for name in columns])
    found = {}
    for (step, kind), lines in layers.items():
        if len(lines) != len(facts.layers[kind]):
            raise refusal("{file} lacks layers of step {step}", file=LAYERS, step=step)
        rows = dict(zip(columns, np.array(lines).T, strict=True))
        found[step, kind] = {
            gauge.name: values for gauge in GAUGES if (values := gauge.of(rows)) is not None
        }
    return found


def _read_steps(
    folder: Path,
    facts: RaceFacts,
    settings: RaceSettings,
    measured: Mapping[tuple[int, NetworkKind], Mapping[Quantity, Values]],
    batches: Mapping[NetworkKind, str],
) -> tuple[RaceStep, ...]:
    judges = {
        kind: (
            Judge(facts.guess.entropy, settings.depth - 1),
            LearningJudge(facts.guess, settings.batch, facts.train_images, facts.test_images),
        )
        for kind in NETWORKS
    }
    checks = _read_checks(folder)
    steps: dict[int, dict[NetworkKind, NetworkStep]] = {}
    for row in read_table(folder / STEPS, STEP_COLUMNS):
        step, kind = int(row["step"]), kind_named(row["network"])
        steps.setdefault(step, {})[kind] = _network_step(
            kind,
            row,
            measured[step, kind],
            *judges[kind],
            checks.get((step, kind), ()),
            batches.get(kind, ""),
        )
    return tuple(
        RaceStep(step, each.get("plain"), each.get("residual"), 0.0)
        for step, each in sorted(steps.items())
    )


def _network_step(
    kind: NetworkKind,
    row: Mapping[str, str],
    numbers: Mapping[Quantity, Values],
    judge: Judge,
    learning: LearningJudge,
    checks: tuple[SelfCheck, ...],
    batches_sha256: str,
) -> NetworkStep:
    loss, right = float(row["loss"]), float(row["train_accuracy"])
    tested = float(row["test_accuracy"]) if row["test_accuracy"] else None
    norms = [values for name, values in numbers.items() if GAUGE[name].is_norm]
    unknown = np.full(len(numbers["relative_gradient"]), np.nan)
    return NetworkStep(
        network=kind,
        loss=loss,
        train_accuracy=right,
        test_accuracy=tested,
        running_test_accuracy=None,
        **{name: numbers.get(name, unknown) for name in QUANTITIES},
        inner_product=unknown,
        diverged=not (math.isfinite(loss) and bool(np.isfinite(norms).all())),
        verdict=judge.step(numbers["relative_gradient"], loss),
        learning=learning.step(loss, right, tested),
        checks=checks,
        batches_sha256=batches_sha256,
    )


def _read_checks(folder: Path) -> dict[tuple[int, str], tuple[SelfCheck, ...]]:
    found: dict[tuple[int, str], tuple[SelfCheck, ...]] = {}
    if not (folder / CHECKS).is_file():
        return found
    for row in read_table(folder / CHECKS, CHECK_COLUMNS):
        place = int(row["step"]), row["network"]
        value, tolerance = float(row["value"]), float(row["tolerance"])
        note = Sentence(
            "{check}, as it was recorded: {value:.1e} (allowed: {tolerance:g}).",
            check=row["check"],
            value=value,
            tolerance=tolerance,
        )
        check = SelfCheck(row["check"], True, value, tolerance, note)
        found[place] = (*found.get(place, ()), check)
    return found
