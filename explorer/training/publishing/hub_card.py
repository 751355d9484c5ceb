"""The card of a published network: what its training wrote, with what the hub wants of it."""

import re
from typing import Any, Final

from explorer.files.licences import statement
from explorer.networks.scaling import scaling_text
from explorer.networks.weights.hub_folder import CONFIG, WEIGHTS
from explorer.training.model_card import model_card, versions
from explorer.training.publishing.front_matter import front_matter
from explorer.training.publishing.known import HUB_DATA, Known

LIBRARY: Final = "resnet-explorer"
TASK: Final = "image-classification"
_STAYED: Final = re.compile(r"`[\w-]+\.csv`")  # a table that a training's card speaks of
_NAMED: Final = 20  # more classes than this are named in the configuration alone


def hub_card(known: Known, licence: str = "") -> str:
    """The contents of `README.md`.

    Args:
        known: What is said of the network.
        licence: As the hub names it, such as `mit`; by default what is known, else `unknown`.
    """
    card = _STAYED.sub(r"\g<0> (of the training, not here)", known.card or _written(known), count=1)
    card = card.rstrip("\n")
    return "\n".join([front_matter(metadata(known, licence)), card, "", _USE, _licence(known), ""])


def metadata(known: Known, licence: str = "") -> dict[str, Any]:
    """What the front matter says, as the hub's model-card specification has it."""
    loaded, measured = known.loaded, known.measured
    said: dict[str, Any] = {
        **_licensed(known, licence),
        "library_name": LIBRARY,
        "pipeline_tag": TASK,
        "tags": [TASK, *(["plain-network"] if "plain" in loaded.name else ["resnet"]), loaded.name],
    }
    if measured is None:
        return said
    on_hub = HUB_DATA.get(measured.data)
    if on_hub is not None:
        said["datasets"] = [on_hub]
    result: dict[str, Any] = {
        "task": {"type": TASK},
        "dataset": {
            "name": measured.data,
            "type": on_hub or measured.data,
            "split": measured.split,
        },
        "metrics": [{"type": "accuracy", "value": measured.accuracy}],
    }
    if measured.source is not None:
        result["source"] = dict(zip(("name", "url"), measured.source, strict=True))
    said["metrics"] = ["accuracy"]
    said["model-index"] = [{"name": loaded.name, "results": [result]}]
    return said


def _licensed(known: Known, licence: str) -> dict[str, str]:
    if licence:
        return {"license": licence.lower()}  # as all of the hub's names are
    if known.source:  # terms that have no name on the hub
        name = known.licence.replace("'", "").replace(" ", "-")
        return {"license": "other", "license_name": name, "license_link": known.source}
    return {"license": known.licence.lower() or "unknown"}


def _written(known: Known) -> str:
    """A card of what the network itself says, where nothing else wrote one."""
    loaded = known.loaded
    parameters = sum(each.numel() for each in loaded.module.parameters())
    names = ", ".join(loaded.class_names[:_NAMED])
    more = len(loaded.class_names) - _NAMED
    facts = [
        ("network", f"{loaded.name}, {parameters:,} parameters"),
        ("weights", loaded.source.removeprefix("your own ")),  # others read it
        ("classes", f"{names} and {more} more in `{CONFIG}`" if more > 0 else names),
        (
            "input",
            f"the shorter side to {loaded.resize} pixels, the centre {loaded.input_size} x "
            f"{loaded.input_size}",
        ),
        (
            "input scaling",
            f"{scaling_text(loaded.scaling)} (mean / standard deviation of values from 0 to 1)",
        ),
        ("written with", versions()),
    ]
    if known.measured is not None and known.measured.source is not None:
        by, address = known.measured.source
        of = f"{known.measured.images:,} {known.measured.split} images of {known.measured.data}"
        facts.append(("accuracy", f"{known.measured.accuracy:.2%} of {of}, says {by}: {address}"))
    return model_card(loaded.name, facts)


def _licence(known: Known) -> str:
    if known.loaded.weights == "cached":
        key = "imagenet-weights"
    elif known.loaded.weights == "bundled":
        key = "networks"
    else:
        return "The one at the head of this page, which whoever publishes the network says."
    return f"{statement(key).licence}: {statement(key).origin['en']}"


_USE: Final = f"""\
## How to use

`{CONFIG}` says what the network is and what its input was, `{WEIGHTS}` holds its weights.
`{LIBRARY}` reads the folder:

```python
import explorer

network = explorer.load("FOLDER")
print(explorer.inspect(network, "photograph.jpg").predictions)
```

## Licence
"""
