"""The library's front door."""

import ast
import dataclasses
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from PIL import Image

import explorer


@pytest.mark.parametrize("name", explorer.__all__)
def test_every_public_name_is_there_and_says_what_it_is(name: str) -> None:
    found = getattr(explorer, name)
    assert name == "__version__" or found.__doc__


def test_no_other_name_is() -> None:
    with pytest.raises(AttributeError, match="no attribute 'magic'"):
        explorer.magic  # noqa: B018


def test_the_door_opens_without_a_tensor_library() -> None:
    code = "assert 'load' in dir(explorer); print('torch' in sys.modules, len(figures))"
    figures = "figures = [name for name in sys.modules if name.startswith('explorer.figures')]"
    for first in ("", "import IPython; "):  # without a notebook's shell nothing is told to it
        program = f"{first}import sys, explorer; {figures}; {code}"
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == "False 0"


def test_editors_see_every_name_where_it_is() -> None:
    """The table fetches names when they are asked for; the imports tell type checkers the same."""
    tree = ast.parse(Path(explorer.__file__).read_text("utf-8"))
    (typed,) = (node for node in tree.body if isinstance(node, ast.If))
    seen = {
        each.asname: f"{node.module}.{each.name}"
        for node in typed.body
        if isinstance(node, ast.ImportFrom)
        for each in node.names
    }
    assert set(seen) == set(explorer.__all__) - {"__version__"}
    for name, place in seen.items():
        assert place.endswith(f".{name}")
        module = place.removesuffix(f".{name}")
        assert getattr(explorer, name) is getattr(sys.modules[module], name)
    assert (Path(explorer.__file__).parent / "py.typed").is_file()


def test_a_program_that_uses_all_of_it_is_typed(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "from pathlib import Path\n"
        "import explorer\n"
        "seen = explorer.inspect('cifar-resnet20', 'dog.jpg')\n"
        "print(seen.predictions[0].name, seen.stages[-1].features.shape)\n"
        "for step in explorer.race(explorer.RaceSettings(depth=8, steps=2)):\n"
        "    for each in step.networks:\n"
        "        print(step.step, each.verdict.word, each.learning.word)\n"
        "first, second = explorer.inspect('cifar-resnet20', ['dog.jpg', 'cat.jpg'])\n"
        "print(first.logit - second.logit)\n"
        "raced = explorer.race('textbook').result(print)\n"
        "explorer.write_race('raced', raced)\n"
        "print(explorer.read_race('raced').steps[-1].step + 1)\n"
        "table = explorer.depth_sweep().result()\n"
        "explorer.write_sweep('swept', table)\n"
        "print(explorer.read_sweep(Path('swept'))[0].weight_gradient.max())\n"
        "print(explorer.shattering().result().gradients[0].gradient / 2)\n"
        "run = explorer.train('cifar-resnet14', 'digits', 'trained', epochs=2, progress=print)\n"
        "print(run.rows[-1].test_error + explorer.read_run(Path('trained')).rows[0].loss)\n"
        "assert run.weights is not None\n"
        "found = explorer.evaluate(run.weights, explorer.load_dataset('digits'))\n"
        "print(found.error * 2, found.per_class['0'])\n"
        "tuned = explorer.finetune('resnet18', Path('my-pictures'), train='last-stage')\n"
        "low, high = tuned.result.interval\n"
        "explorer.write_inspection('seen', explorer.inspect(tuned.network, b'content'))\n"
        "print(explorer.read_inspection('seen').stages[0].cam.mean())\n"
        "print(explorer.branches('resnet18', Path('dog.jpg'))[0].ratio)\n"
        "print(explorer.unrolled_sums('resnet18', Path('dog.jpg'))[0].difference * 2)\n"
        "print(explorer.html([raced, table, found, tuned]).upper())\n"
    )
    command = [sys.executable, "-m", "mypy", "--strict", str(program)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_a_photograph_is_taken_as_a_person_has_it(tmp_path: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (40, 50, 3), dtype=np.uint8)
    path = tmp_path / "noise.png"
    Image.fromarray(pixels).save(path)
    loaded = explorer.load("cifar-resnet20")
    (expected,) = explorer.inspect(loaded, [explorer.read_photograph(path)])
    for given in (path, str(path), path.read_bytes(), Image.fromarray(pixels), pixels):
        seen = explorer.inspect("cifar-resnet20", given)
        np.testing.assert_array_equal(seen.logits, expected.logits)
    several = explorer.inspect(loaded, [path, pixels])
    assert [each.image for each in several] == ["noise.png", "pixels"]
    assert explorer.inspect(loaded, []) == ()
    with pytest.raises(ValueError, match=r"\(height, width, 3\) uint8, got \(40, 50\) uint8"):
        explorer.inspect(loaded, pixels[..., 0])


def test_a_network_is_taken_as_a_person_has_it(tmp_path: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (32, 32, 3), dtype=np.uint8)
    loaded = explorer.load("cifar-resnet20")
    file = tmp_path / "mine.pth"
    torch.save(loaded.module.state_dict(), file)
    expected = explorer.inspect(loaded, pixels).logits
    for given in ("cifar-resnet20", file, str(file)):
        seen = explorer.inspect(given, pixels)
        np.testing.assert_allclose(seen.logits, expected, rtol=1e-4, atol=1e-5)
    (first, *_) = explorer.branches(file, pixels)
    (again, *_) = explorer.branches(loaded, explorer.read_photograph(pixels))
    np.testing.assert_allclose(first.sum, again.sum, rtol=1e-4, atol=1e-5)
    ours, theirs = (
        explorer.attribute(network, pixels, 3, "guided-grad-cam") for network in (str(file), loaded)
    )
    np.testing.assert_allclose(ours.map, theirs.map, rtol=1e-3, atol=1e-5)
    with pytest.raises(ValueError, match=r"no network is called 'nowhere\.pth'"):
        explorer.inspect("nowhere.pth", pixels)
    with pytest.raises(ValueError, match="no network is called 'xxx"):
        explorer.load("x" * 300)
    with pytest.raises(FileNotFoundError, match=r"nowhere\.pth"):
        explorer.inspect(tmp_path / "nowhere.pth", pixels)


def test_a_race_is_named_by_its_preset() -> None:
    assert explorer.race("scaled-shortcut").settings.shortcut_scale == 0.5
    assert explorer.race().settings == explorer.RaceSettings()
    with pytest.raises(ValueError, match=r"preset must be one of textbook, .*, got 'fast'"):
        explorer.race("fast")
    with pytest.raises(ValueError, match=r"preset must be one of textbook, .*, got 5"):
        explorer.race(5)


def test_results_say_themselves_in_a_line(tmp_path: Path) -> None:
    seen = explorer.inspect("cifar-resnet20", np.zeros((32, 32, 3), dtype=np.uint8))
    running = explorer.race(explorer.RaceSettings(depth=8, width=4, batch=16, steps=1))
    steps = tuple(running)
    raced = running.result()
    data = explorer.load_dataset("digits")
    loaded = explorer.load("cifar-resnet20")
    (block, *_) = explorer.branches(loaded, np.zeros((32, 32, 3), dtype=np.uint8))
    for each in (
        *(seen, seen.stages[0], steps[0], steps[0].plain, raced, running, raced.facts),
        *(data, data.train, loaded, block),
    ):
        assert len(repr(each)) < 300
        assert "array" not in repr(each)
    assert "cifar-resnet20" in repr(seen)
    assert "at chance" in repr(raced)
    assert seen != explorer.inspect("cifar-resnet20", np.zeros((32, 32, 3), dtype=np.uint8))


def test_a_race_reads_a_folder_of_pictures(tmp_path: Path) -> None:
    generator = np.random.default_rng(0)
    for name in ("cat", "dog"):
        (tmp_path / name).mkdir()
        for number in range(10):
            noise = generator.integers(0, 256, (20, 24, 3), dtype=np.uint8)
            Image.fromarray(noise).save(tmp_path / name / f"{number}.png")
    settings = explorer.RaceSettings(depth=8, width=4, batch=8, steps=1, data=str(tmp_path))
    running = explorer.race(settings, device="cpu")
    assert running.facts.class_names == ("cat", "dog")
    assert running.facts.guess.majority_share == 0.5
    assert len(tuple(running)) == 1


def test_a_notebook_races_keeps_it_and_opens_it_again(tmp_path: Path) -> None:
    settings = explorer.RaceSettings(depth=8, width=4, batch=16, steps=2)
    running = explorer.race(settings, device="cpu")
    steps = tuple(running)
    explorer.write_race(str(tmp_path), running.result())
    opened = explorer.read_race(str(tmp_path))
    assert opened.settings == settings
    losses = [step.plain.loss for step in steps]
    assert [step.plain.loss for step in opened.steps] == pytest.approx(losses, rel=1e-6)


def test_a_notebook_sweeps_depths() -> None:
    settings = explorer.SweepSettings((8,), ("none",), ("he",), 1, width=4, batch=2, image_size=8)
    assert [cell.network for cell in explorer.depth_sweep(settings)] == ["plain", "residual"]


def test_a_notebook_writes_its_own_loop_and_has_the_races_losses() -> None:
    settings = dataclasses.replace(explorer.preset("textbook").settings, depth=8, steps=1)
    network = explorer.twins(settings).residual
    (batch,) = explorer.batches(settings)
    (step,) = explorer.race(settings, device="cpu")
    assert F.cross_entropy(network(batch[0]), batch[1]).item() == step.residual.loss
    assert explorer.optimiser(settings, network).defaults["lr"] == settings.learning_rate
    assert explorer.PRESETS[0] is explorer.preset("textbook")
