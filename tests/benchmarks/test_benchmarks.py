"""The benchmarks run, in the small, and say what they measure."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import torch
from typer.testing import CliRunner

from benchmarks import inspection, load, memory, page
from benchmarks.__main__ import app
from benchmarks.measuring import compared, in_turn
from explorer.networks.catalog.loaded import LoadedNetwork
from tests.inspection.conftest import loaded, module_of


def run(arguments: list[str], path: Path) -> dict[str, Any]:
    done = CliRunner().invoke(app, [*arguments, "--json", str(path)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(path.read_text())
    return found


@pytest.fixture
def two_threads() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """resnet18 of twenty classes at 64 pixels in place of every network."""
    network = loaded(module_of("resnet18").eval().requires_grad_(False))

    def opened(*_: object) -> LoadedNetwork:
        return network

    monkeypatch.setattr(inspection, "opened", opened)
    monkeypatch.setattr(memory, "opened", opened)


def test_each_is_called_in_a_row_and_begins_in_its_turn() -> None:
    called: list[str] = []
    times = in_turn({name: lambda name=name: called.append(name) for name in "ab"}, 2, 2)  # type: ignore[misc]
    assert "".join(called) == "ab" + "aaabbb" + "bbbaaa"  # once at first, and before each is timed
    assert {name: len(each) for name, each in times.items()} == {"a": 2, "b": 2}
    slow = in_turn({"slow": lambda: time.sleep(0.01), "none": lambda: None}, 1, 3)
    assert slow["slow"][0] >= 0.01 > slow["none"][0]


def test_ratios_are_of_the_same_round() -> None:
    found = compared({"one": [1.0, 2.0, 9.0], "other": [2.0, 6.0, 9.0]}, "one")
    assert found["other"] == {"milliseconds": 6000.0, "ratio": 2.0}
    assert found["one"]["ratio"] == 1.0


@pytest.mark.usefixtures("small")
def test_inspections_beside_the_others(tmp_path: Path) -> None:
    sizes = ["--network", "small", "--batch", "2", "--rounds", "1", "--calls", "1"]
    found = run(["inspection", *sizes], tmp_path / "found.json")
    (measured,) = found["measured"]
    assert {"ours", "captum"} <= measured["errors"].keys()  # captum is among the requirements
    assert max(measured["errors"]["ours"]) < 1e-3
    assert measured["times"]["bare forward"]["ratio"] == 1
    assert {"ours, last stage", *measured["errors"]} < measured["times"].keys()
    assert not {"host", "path", "node"} & found.keys()
    assert str(Path.home()) not in json.dumps(found)


@pytest.mark.usefixtures("small")
def test_other_maps_are_refused_before_anything_is_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    real = inspection._ours
    monkeypatch.setattr(inspection, "_ours", lambda *given: [2 * each for each in real(*given)])
    monkeypatch.setattr(inspection, "in_turn", lambda *_: pytest.fail("timed all the same"))
    with pytest.raises(SystemExit, match="ours gives other maps"):
        inspection.inspection(["small"], [1], 1, 1, None, torch.device("cpu"))


@pytest.mark.usefixtures("two_threads")
@pytest.mark.parametrize("turn", [[], ["--in-turn"]])
def test_a_race_beside_bare_loops(turn: list[str], tmp_path: Path) -> None:
    sizes = ["--depth", "8", "--batch", "8", "--pairs", "4"]
    found = run(["race", *sizes, *turn], tmp_path / "found.json")
    assert torch.get_num_threads() == 2  # what is measured next has as many
    assert found["losses"] == "the same to the bit"
    assert found["settings"]["depth"] == 8
    assert found["in_turn"] == bool(turn)
    assert found["ratio"] > 0


@pytest.mark.usefixtures("small")
def test_memory_at_its_most(tmp_path: Path) -> None:
    found = run(["memory", "--photographs", "9", "--steps", "2"], tmp_path / "found.json")
    assert len(found["megabytes"]) == 4
    assert all(each["most"] >= each["after"] for each in found["megabytes"].values())
    kept: list[bytearray] = []
    grown = memory._measured(lambda: kept.append(bytearray(b"x" * 200_000_000)))
    assert grown["after"] > 100  # what was there before may go meanwhile


def test_a_load_counts_faults_and_answers_unlike_those_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one, other, broken = ((Path(name), "network") for name in ("one", "other", "broken"))
    given: dict[Any, object] = {one: {"logit": 1.0, "seconds": 3.0}, other: {"logit": 2.0}}

    def answer(_client: object, question: tuple[Path, str]) -> object:
        if question == broken:
            raise ValueError("too many")
        return given[question]

    monkeypatch.setattr(load, "_client", lambda _address, _folder: None)
    monkeypatch.setattr(load, "_answer", answer)
    alone: dict[Any, object] = {
        one: {"logit": 1.000001, "seconds": 1.0},
        other: {"logit": 2.1},
        broken: {},
    }
    waits, faults, others, seconds = load._together("", [[one, other], [one, broken]], alone)
    assert (len(waits), faults, others) == (3, ["ValueError: too many"], 1)
    assert seconds > 0


def test_the_page_is_measured_beside_a_bare_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    visits = iter(({"bytes": 3.0}, {"bytes": 1.0}))
    started: list[bool] = []
    exec(page.USED)  # it can be imported; a process of its own takes seconds
    monkeypatch.setattr(page, "USED", "import json")
    monkeypatch.setattr(page, "IMPORTS", dict.fromkeys(page.IMPORTS, "import json"))
    with page.served(page.free_port(), bare=True) as one:

        @contextmanager
        def served(port: int, bare: bool) -> Iterator[Any]:
            started.append(bare)
            yield one

        monkeypatch.setattr(page, "served", served)
        monkeypatch.setattr(page, "_visit", lambda _address: next(visits))
        monkeypatch.setattr(page, "_used", lambda: {"drawn": 13.0})
        found = run(["page", "--rounds", "1"], tmp_path / "found.json")
    assert started == [False, True]
    assert found["pages"]["ours"]["bytes"] == 3
    assert found["pages"]["ours"]["drawn"] == 13
    bare = found["pages"]["bare gradio"]
    assert bare["start"] > 0
    assert bare["resident MB when it answers"] > 20
    assert min(each["import"] for each in found["pages"].values()) > 0
    weights = found["environment"]
    assert weights["ours"]["bytes"] > weights["bare gradio"]["bytes"] > 1e6
    assert "torch" in weights["ours"]["largest"]
