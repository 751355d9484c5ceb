import pytest

from explorer.commands.exit_status import DONE, WRONG_USAGE
from explorer.training.depth.record import read_sweep

SMALL = ("--depths", "8", "--normalization", "none", "--initialization", "he,xavier", "--seeds", 1)


def test_a_sweep_writes_its_table_and_says_each_network(command, tmp_path):
    ended = command("depth", *map(str, SMALL), "--output", tmp_path / "swept")
    assert ended.status == DONE
    assert ended.output == [str(tmp_path / "swept")]
    cells = read_sweep(tmp_path / "swept")
    assert [(cell.swept.initialization, cell.network) for cell in cells] == [
        ("he", "plain"),
        ("he", "residual"),
        ("xavier", "plain"),
        ("xavier", "residual"),
    ]
    first = [line for line in ended.said if line.startswith("none, he, depth 8, plain: weight")]
    assert f"{cells[0].weight_gradient[0]:.1e} first" in first[0]
    assert first[0].endswith("healthy")


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--depths", "8,57", "6n+2"),
        ("--depths", "deep", "deep"),
        ("--normalization", "layer", "none, batch"),
        ("--initialization", "", "he, xavier, default"),
        ("--seeds", "0", "seeds"),
    ],
)
def test_mistakes_are_one_sentence(command, tmp_path, option, value, said):
    ended = command("depth", option, value, "--output", tmp_path / "swept")
    assert ended.status == WRONG_USAGE
    assert said in ended.said[-1]
    assert not (tmp_path / "swept").exists()


def test_as_python_prints_a_script_and_measures_nothing(command, tmp_path):
    ended = command("depth", *map(str, SMALL), "--output", tmp_path / "swept", "--as-python")
    assert ended.status == DONE
    assert not (tmp_path / "swept").exists()
    assert "table = explorer.depth_sweep(settings).result()" in ended.output
    assert '    initializations=("he", "xavier"),' in ended.output
