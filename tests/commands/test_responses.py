import csv
import weakref
from pathlib import Path

import pytest
import torch

from explorer.commands.exit_status import DONE, FAILED, WRONG_USAGE
from explorer.datasets.digits import digits
from explorer.networks.cifar_resnet import CifarResNet
from explorer.photographs import ahead
from explorer.photographs.photograph import read_photograph


def rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "responses.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_photographs(command, photo, tmp_path):
    images = [photo("dog.png"), photo("cat.png")]
    ended = command(
        "responses", *images, "--network", "cifar-plain20", "--device", "cpu",
        "--output", tmp_path / "out",
    )  # fmt: skip
    assert ended.status == DONE
    assert ended.output == [str(tmp_path / "out")]
    found = rows(tmp_path / "out")
    assert [row["layer"] for row in found] == [str(layer) for layer in range(1, 20)]
    assert found[0]["name"] == "conv1"
    assert {(row["images"], row["count"]) for row in found} == {("dog.png, cat.png", "2")}
    mean = sum(float(row["deviation"]) for row in found) / 19
    assert f"mean standard deviation {mean:.3f} over 19 layers" in ended.said[-1]


def test_many_photographs_are_not_read_all_at_once(command, photo, tmp_path, monkeypatch):
    alive = most = 0

    def counted(source):
        nonlocal alive, most
        photograph = read_photograph(source)
        alive += 1
        most = max(most, alive)
        weakref.finalize(photograph, let_go)
        return photograph

    def let_go():
        nonlocal alive
        alive -= 1

    monkeypatch.setattr(ahead, "read_photograph", counted)
    images = [photo(f"{place}.png") for place in range(60)]
    ended = command(
        "responses", *images, "--network", "cifar-resnet8", "--device", "cpu",
        "--output", tmp_path / "out",
    )  # fmt: skip
    assert ended.status == DONE
    assert {row["count"] for row in rows(tmp_path / "out")} == {"60"}
    assert 0 < most <= 3 * ahead.BATCH


def test_a_data_set_and_own_weights(command, tmp_path):
    torch.manual_seed(0)
    own = CifarResNet(8)
    torch.save(own.state_dict(), tmp_path / "own.pth")
    ended = command(
        "responses", "--data", "digits", "--network", "cifar-resnet8", "--device", "cpu",
        "--checkpoint", tmp_path / "own.pth", "--input-scaling", "0.5/0.25",
        "--output", tmp_path / "out",
    )  # fmt: skip
    assert ended.status == DONE
    found = rows(tmp_path / "out")
    assert len(found) == 7
    assert found[0]["images"] == f"{int(found[0]['count']):,} test images of digits"
    # the first layer by hand: batch normalisation of an untrained network only divides
    images = torch.from_numpy(digits().test.images.copy()).permute(0, 3, 1, 2)
    scaled = (images / 255 - 0.5) / 0.25
    with torch.no_grad():
        response = own.conv1(scaled.expand(-1, 3, -1, -1)) / (1 + own.bn1.eps) ** 0.5
    assert len(images) == int(found[0]["count"])
    assert float(found[0]["deviation"]) == pytest.approx(float(response.std()), rel=1e-4)


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        ([], WRONG_USAGE, "one or more IMAGEs, or --data"),
        (["a.png", "--data", "digits"], WRONG_USAGE, "one or more IMAGEs, or --data"),
        (["nothing.png"], FAILED, "nothing.png cannot be read"),
        (["a.png", "--input-scaling", "wide"], WRONG_USAGE, "wide"),
    ],
)
def test_mistakes_are_one_sentence(command, tmp_path, arguments, status, said):
    ended = command(
        "responses", *arguments, "--network", "cifar-plain20", "--output", tmp_path / "out"
    )
    assert ended.status == status
    assert said in ended.said[-1]
    assert not (tmp_path / "out").exists()


def test_a_network_that_there_is_not(command, photo, tmp_path):
    ended = command("responses", photo("a.png"), "--network", "vgg16", "--output", tmp_path)
    assert ended.status == WRONG_USAGE
    assert "vgg16" in ended.said[-1]
