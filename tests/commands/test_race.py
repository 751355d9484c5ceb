import dataclasses
import errno
import json
import os
import shutil

import numpy as np
import pytest

from explorer.commands.exit_status import DONE, FAILED, STOPPED, WRONG_USAGE
from explorer.commands.race import chosen_runs
from explorer.interface.race.begin import begin_on
from explorer.interface.settings import PageSettings
from explorer.training.race import presets
from explorer.training.race.presets import PRESETS, preset
from explorer.training.race.replay import read_race
from explorer.training.race.settings import RaceSettings
from tests.shapes import draw_shapes

GIVEN = preset("give-it-a-shortcut")
SMALL = ("--depth", "8", "--width", "4", "--batch", "16", "--steps", "3", "--device", "cpu")


def test_a_race_writes_its_files_and_says_both_words(command, tmp_path):
    ended = command("race", *SMALL, "--seed", "5", "--output", tmp_path / "run")
    assert ended.status == DONE
    assert ended.output == [str(tmp_path / "run")]
    race = read_race(tmp_path / "run")
    assert race.settings == RaceSettings(depth=8, width=4, batch=16, steps=3, seed=5)
    assert len(race.steps) == 3
    assert {path.name for path in (tmp_path / "run").iterdir()} == {
        "settings.json",
        "steps.csv",
        "layers.csv",
        "checks.csv",
        "verdict.json",
        "race.html",
    }
    words = json.loads((tmp_path / "run" / "verdict.json").read_text())
    for kind in ("plain", "residual"):
        gradients, learning = words[kind], words[kind]["learning"]
        assert {*gradients} - {"learning"} == {*learning}
        for of, said in (("gradients", gradients), ("learning", learning)):
            start = f"{kind}, {of}: {said['word']}"
            (line,) = (line for line in ended.said if line.startswith(start))
            assert said["rule"] in line


def test_every_setting_has_its_option(command, tmp_path):
    given = {
        "depth": 14,
        "normalization": "batch",
        "initialization": "he",
        "activation": "tanh",
        "shortcut": "B",
        "shortcut_scale": 0.5,
        "block": "pre-activation",
        "width": 3,
        "image_size": 9,
        "batch": 8,
        "optimiser": "adam",
        "learning_rate": 0.001,
        "momentum": 0.8,
        "weight_decay": 0.01,
        "clip": 2.0,
        "seed": 4,
        "steps": 2,
        "data": "digits",
        "residual_scale": "1/sqrt(blocks)",
    }
    assert set(given) == set(RaceSettings.__dataclass_fields__)
    words = [
        word
        for name, value in given.items()
        for word in ("--" + name.replace("_", "-"), str(value))
    ]
    assert command("race", *words, "--output", tmp_path, "--device", "cpu").status == DONE
    assert read_race(tmp_path).settings == RaceSettings(**given)


def test_a_preset_of_two_runs_gives_each_its_folder(command, tmp_path):
    chosen = ("--preset", "initialization", *SMALL, "--output", tmp_path / "cure")
    ended = command("race", *chosen)
    assert ended.output == [str(tmp_path / "cure" / name) for name in ("xavier", "he")]
    for name in ("xavier", "he"):
        assert read_race(tmp_path / "cure" / name).settings.initialization == name
    ended = command("race", *chosen, "--initialization", "he", "--output", tmp_path / "one")
    assert read_race(tmp_path / "one").settings.initialization == "he"


@pytest.mark.parametrize("each", PRESETS, ids=lambda each: each.key)
def test_a_preset_gives_what_is_not_given(each):
    runs = chosen_runs(each.key, {"seed": 7, "clip": None})
    for name, settings in runs.items():
        own = preset(each.key).runs[name]
        assert (settings.seed, settings.clip) == (7, None)
        assert (settings.depth, settings.image_size) == (own.depth, own.image_size)


def test_events_are_repeated_from_their_file(command, tmp_path):
    (tmp_path / "events.csv").write_text("step,network,factor\n2,plain,0.5\n3,residual,0\n")
    asked = ("race", *SMALL, "--events")
    ended = command(*asked, tmp_path / "events.csv", "--output", tmp_path / "first")
    assert "plain: from step 2 on every block adds 0.5 x its shortcut" in ended.said
    recorded = tmp_path / "first" / "events.csv"
    assert command(*asked, recorded, "--output", tmp_path / "again").status == DONE
    for name in ("steps.csv", "layers.csv", "checks.csv", "events.csv"):
        written = (tmp_path / "again" / name).read_bytes()
        assert written == (tmp_path / "first" / name).read_bytes()
    first, _ = read_race(tmp_path / "again").events
    assert (first.step, first.network, first.factor) == (2, "plain", 0.5)


def test_a_preset_brings_its_events_as_far_as_there_are_steps(command, tmp_path, monkeypatch):
    early = tuple(dataclasses.replace(each, step=each.step // 60 + 1) for each in GIVEN.events)
    monkeypatch.setattr(presets, "PRESETS", (dataclasses.replace(GIVEN, events=early),))
    command("race", "--preset", GIVEN.key, *SMALL, "--steps", 2, "--output", tmp_path)
    assert read_race(tmp_path).events == early[:1]


def test_events_after_the_last_step_are_a_mistake(command, tmp_path):
    (tmp_path / "events.csv").write_text("step,network,factor\n4,plain,1\n")
    asked = ("--events", tmp_path / "events.csv", "--output", tmp_path / "run")
    ended = command("race", *SMALL, *asked)
    assert ended.status == WRONG_USAGE
    assert "give --steps 4 or more" in ended.said[-1]
    assert command("race", *SMALL, *asked, "--events", tmp_path / "none.csv").status == FAILED
    (tmp_path / "events.csv").write_text("step,factor\n")
    ended = command("race", *SMALL, *asked)
    assert (ended.status, "step, network, factor" in ended.said[-1]) == (WRONG_USAGE, True)


def test_no_clipping_is_said_by_a_word(command, tmp_path):
    command("race", *SMALL, "--clip", "none", "--output", tmp_path)
    assert read_race(tmp_path).settings.clip is None


def test_own_images_are_raced_on(command, tmp_path, photo):
    for name in ("a", "b"):
        for number in range(4):
            photo(f"{name}/{number}.png")
    folder = tmp_path / "photos"
    ended = command("race", *SMALL, "--data", folder, "--output", tmp_path / "run")
    assert ended.status == DONE
    assert read_race(tmp_path / "run").facts.class_names == ("a", "b")


def test_a_zip_is_raced_on_as_on_the_page(command, tmp_path):
    draw_shapes(tmp_path / "pictures" / "mine")
    zipped = shutil.make_archive(str(tmp_path / "mine"), "zip", tmp_path / "pictures")
    ended = command("race", *SMALL, "--data", zipped, "--output", tmp_path / "run")
    assert ended.status == DONE
    recorded = read_race(tmp_path / "run")
    assert recorded.facts.class_names == ("disc", "frame")
    settings = RaceSettings(depth=8, width=4, batch=16, steps=3, data=zipped)
    page = begin_on(PageSettings(device="cpu"))(settings, (), lambda share: None, lambda: False)
    assert recorded.facts == page.facts
    assert [step.plain.loss for step in page] == pytest.approx(
        [step.plain.loss for step in recorded.steps]
    )


def test_help_says_who_showed_each_preset(command):
    words = " ".join(" ".join(command("race", "--help").output).split())
    for each in PRESETS:
        assert f"{each.key}: {each.paper.split(',')[0]}" in words


def test_ctrl_c_keeps_what_was_done(command, tmp_path, monkeypatch):
    from explorer.training.race import lane

    read, calls = lane.Lane.read, []

    def interrupted(self, numbers, test):
        calls.append(1)
        if len(calls) > 4:
            raise KeyboardInterrupt
        return read(self, numbers, test)

    monkeypatch.setattr(lane.Lane, "read", interrupted)
    ended = command("race", *SMALL, "--output", tmp_path / "run")
    assert ended.status == STOPPED
    assert len(read_race(tmp_path / "run").steps) == 2
    assert ended.output == [str(tmp_path / "run")]
    assert any(line.startswith("plain, learning: ") for line in ended.said)
    assert (tmp_path / "run" / "race.html").is_file()


def test_a_training_run_is_not_written_over(command, tmp_path):
    (tmp_path / "settings.json").write_text("{}")
    ended = command("race", *SMALL, "--output", tmp_path)
    assert ended.status == FAILED
    assert "training run" in ended.said[-1]
    assert (tmp_path / "settings.json").read_text() == "{}"


@pytest.mark.parametrize(
    ("option", "value", "status", "said"),
    [
        ("--depth", "57", WRONG_USAGE, "6n+2"),
        ("--learning-rate", "0", WRONG_USAGE, "1e-09 to 1e+09"),
        ("--clip", "some", WRONG_USAGE, "none for no clipping"),
        ("--preset", "best", WRONG_USAGE, "textbook, paper"),
        ("--normalization", "layer", WRONG_USAGE, "none"),
        ("--device", "tpu", WRONG_USAGE, "tpu"),
        ("--data", "nowhere", FAILED, "nowhere"),
    ],
)
def test_mistakes_are_one_sentence(command, tmp_path, option, value, status, said):
    ended = command("race", *SMALL, "--output", tmp_path / "run", option, value)
    assert ended.status == status
    assert said in ended.said[-1]
    assert not (tmp_path / "run").exists()


def test_a_batch_larger_than_the_data_is_said(command, tmp_path):
    few = {"images": np.zeros((4, 8, 8), np.uint8), "labels": np.arange(4)[:, None] % 2}
    content = {f"{part}_{name}": each for part in ("train", "test") for name, each in few.items()}
    np.savez(tmp_path / "few.npz", **content)
    asked = ("--data", tmp_path / "few.npz", "--output", tmp_path / "run")
    said = command("race", *SMALL, *asked).said
    assert any("batch 16 is more than the 4 training images" in line for line in said)


def test_a_full_disk_is_said_without_advice_that_a_race_cannot_follow(
    command, tmp_path, monkeypatch
):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    ended = command("race", *SMALL, "--output", tmp_path / "run")
    assert ended.status == FAILED
    assert ended.said[-1] == (
        "settings.json could not be written (No space left on device); what was there before is "
        "unchanged: make room or choose another folder."
    )
    assert list((tmp_path / "run").iterdir()) == []


def test_as_python_prints_a_script_for_every_run_and_races_nothing(command, tmp_path):
    ended = command("race", *SMALL, "--output", tmp_path / "run", "--as-python")
    assert ended.status == DONE
    assert not (tmp_path / "run").exists()
    settings = "settings = explorer.RaceSettings(depth=8, width=4, batch=16, steps=3)"
    assert settings in ended.output
    assert 'race = explorer.race(settings, device="cpu").result()' in ended.output
    several = command("race", "--preset", "initialization", "--output", tmp_path, "--as-python")
    assert several.output.count("import explorer") == len(preset("initialization").runs)
