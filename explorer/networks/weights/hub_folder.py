"""A network's folder as the Hugging Face hub lays networks out: `config.json` beside the weights.

The configuration has the names that timm's readers take (`architecture`, `num_classes`,
`label_names`, `pretrained_cfg`), so that theirs open a torchvision ResNet of such a folder too, and
`architectures` and `id2label` as transformers writes them; `family` and `settings`, what a
`CifarResNet` is made of, are this program's own. Reading one gives texts and numbers and nothing
else: weights are taken from a safetensors file alone, which holds no program.
"""

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from torch import nn

from explorer.networks.cifar_resnet import CifarResNet
from explorer.networks.families import FAMILIES
from explorer.networks.names import NetworkName, parse
from explorer.networks.scaling import InputScaling, scaling_text
from explorer.networks.weights.weights_file import is_safetensors, read_metadata
from explorer.sentences.sentence import Sentence, refusal
from explorer.sentences.system import system_reason

CONFIG: Final = "config.json"
WEIGHTS: Final = "model.safetensors"
_SHOWN: Final = 60  # characters of a value that is wrong
_OBJECT: Final = Sentence("a JSON object")


def config_text(
    name: NetworkName,
    network: nn.Module,
    *,
    class_names: Sequence[str],
    scaling: InputScaling,
    input_size: int,
    resize: int,
) -> str:
    """The contents of `config.json`.

    Args:
        name: Of the network.
        network: A torchvision ResNet or a CifarResNet.
        class_names: One for each logit.
        scaling: Mean and standard deviation of the channels.
        input_size: Pixels of the square that it sees.
        resize: Pixels of the photograph's shorter side before the crop.
    """
    share = input_size / resize
    while math.floor(input_size / share) < resize:  # as timm has the side back from it
        share = math.nextafter(share, 0.0)
    last = network.get_submodule("fc").in_features
    said: dict[str, Any] = {
        "library_name": "resnet-explorer",
        "architecture": name.text,
        "architectures": [type(network).__name__],
        "family": name.family,
        "num_classes": len(class_names),
        "num_features": last,
        "label_names": list(class_names),
        "id2label": {str(index): label for index, label in enumerate(class_names)},
        "pretrained_cfg": {
            "num_classes": len(class_names),
            "input_size": [3, input_size, input_size],
            "crop_pct": share,
            "crop_mode": "center",
            "interpolation": "bilinear",
            "mean": list(scaling.mean),
            "std": list(scaling.std),
            "first_conv": "conv1",
            "classifier": "fc",
        },
    }
    if isinstance(network, CifarResNet):
        said["settings"] = network.settings
    return json.dumps(said, indent=2, ensure_ascii=False) + "\n"


def weights_of(path: str | Path) -> tuple[Path, dict[str, str]]:
    """The file of weights that a path stands for, and what is recorded beside them.

    Args:
        path: A file, or a folder with `config.json` and `model.safetensors`.

    Returns:
        The file, and the texts that `write_safetensors` would have put into it.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: The file is damaged, or the folder is none that a network was published in.
    """
    path = Path(path)
    if not path.is_dir():
        return path, read_metadata(path)
    recorded = _recorded(path)
    weights = path / WEIGHTS
    if not weights.is_file():
        raise refusal(
            "{folder} has no {file}: publish the network again, or give a checkpoint file",
            folder=named(path),
            file=WEIGHTS,
        )
    if weights.stat().st_size and not is_safetensors(weights):
        raise refusal(
            "{file} in {folder} is no safetensors file, and nothing else is read from a published "
            "folder: publish the network again",
            file=WEIGHTS,
            folder=named(path),
        )
    return weights, recorded


def named(folder: Path) -> str:
    """What a sentence calls a folder: its name, or as it was given where it has none (`/`, `.`).

    Args:
        folder: Its path.
    """
    return folder.name or str(folder)


def _recorded(folder: Path) -> dict[str, str]:
    file = folder / CONFIG
    if not file.is_file():
        raise refusal(
            "{folder} is a folder without {file}, so nothing says what network is in it: give one "
            "that `publish` has written, or the checkpoint file itself",
            folder=named(folder),
            file=CONFIG,
        )
    try:
        said = json.loads(file.read_text("utf-8-sig"))
        return _texts(_of(CONFIG, said, dict, _OBJECT))
    except OSError as error:
        raise refusal(
            "{path} cannot be read ({reason}): check the file's permissions",
            path=file,
            reason=system_reason(error),
        ) from error
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise _wrong(folder, Sentence("it is not JSON")) from error
    except ValueError as error:
        raise _wrong(folder, error) from error


def _texts(said: Mapping[str, Any]) -> dict[str, str]:
    """What a configuration says, in the form of the texts beside weights."""
    if "architecture" not in said:
        raise refusal("it names no `architecture`")
    name = parse(_of("architecture", said["architecture"], str, Sentence("a name")))
    texts = {"network": name.text}
    if "settings" in said:
        texts["settings"] = json.dumps(said["settings"])
    if "label_names" in said:
        wanted = Sentence("a list of names")
        names = _of("label_names", said["label_names"], list, wanted)
        for each in names:
            _of("label_names", each, str, wanted)
        texts["class_names"] = json.dumps(names)
        if said.get("num_classes", len(names)) != len(names):
            raise refusal(
                "it has {names} class names and says {classes} classes",
                names=len(names),
                classes=said["num_classes"],
            )
    seen = _of("pretrained_cfg", said.get("pretrained_cfg", {}), dict, _OBJECT)
    size = FAMILIES[name.family].input_size
    for key, known in (("input_size", [3, size, size]), ("interpolation", "bilinear")):
        if seen.get(key, known) != known:
            raise _must_be(known, key, seen[key])
    if "mean" in seen or "std" in seen:
        mean, std = (_three(key, seen.get(key)) for key in ("mean", "std"))
        if min(std) <= 0:
            raise _must_be(Sentence("three numbers above 0"), "std", seen["std"])
        texts["input_scaling"] = scaling_text(InputScaling(mean, std))
    if "crop_pct" in seen:
        share = seen["crop_pct"]
        if type(share) not in (int, float) or not 0.5 <= share <= 1:
            raise _must_be(Sentence("a number from 0.5 to 1"), "crop_pct", share)
        texts["resize"] = str(math.floor(size / share))
    return texts


def _three(key: str, value: object) -> tuple[float, ...]:
    wanted = Sentence("three numbers")
    numbers = _of(key, value, list, wanted)
    if len(numbers) != 3 or not all(
        type(each) in (int, float) and math.isfinite(each) for each in numbers
    ):
        raise _must_be(wanted, key, value)
    return tuple(map(float, numbers))


def _of(key: str, value: object, kind: type, wanted: str) -> Any:
    if not isinstance(value, kind):
        raise _must_be(wanted, key, value)
    return value


def _must_be(wanted: object, key: str, value: object) -> ValueError:
    shown = repr(value)
    return refusal(
        "`{key}` must be {wanted}, got {value}",
        key=key,
        wanted=wanted,
        value=shown if len(shown) < _SHOWN else f"{shown[:_SHOWN]}...",
    )


def _wrong(folder: Path, reason: object) -> ValueError:
    return refusal(
        "{file} in {folder} cannot be used: {reason}: publish the network again, or give a "
        "checkpoint file",
        file=CONFIG,
        folder=named(folder),
        reason=reason,
    )
