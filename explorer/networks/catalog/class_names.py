"""What a network's logits are called: from a file, from a list, or the family's own."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from explorer.networks import imagenet_resnet
from explorer.sentences.sentence import Sentence, refusal

CIFAR10_CLASSES = (
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
)  # fmt: skip


@cache
def imagenet_classes() -> tuple[str, ...]:
    """The 1000 classes of ImageNet in the order of the logits, as torchvision calls them."""
    return imagenet_resnet.class_names(imagenet_resnet.published(18))


def family_classes(family: str) -> tuple[str, ...]:
    """What the networks of a family are published or trained for: ImageNet's or CIFAR-10's."""
    return CIFAR10_CLASSES if family == "cifar" else imagenet_classes()


def default_class_names(family: str, classes: int) -> tuple[str, ...]:
    """ImageNet's or CIFAR-10's names where their number agrees, else `class 0`, `class 1`, ..."""
    own = family_classes(family)
    if len(own) == classes:
        return own
    return tuple(f"class {index}" for index in range(classes))


def read_class_names(source: str | Path | Sequence[str]) -> tuple[str, ...]:
    """The names in a UTF-8 text file with one class a line, or those given; spaces trimmed.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: The file is no text, or a line between others is blank.
    """
    if not isinstance(source, str | Path):
        return _trimmed("the list of class names", list(source))
    path = Path(source)
    if path.is_dir():
        raise refusal("{path} is a folder: give a text file with one class name a line", path=path)
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError as error:
        raise FileNotFoundError(
            Sentence(
                "there is no class-name file {path}: give a text file with one class name a line",
                path=path,
            )
        ) from error
    except (UnicodeDecodeError, OSError) as error:
        raise refusal(
            "{file} cannot be read as UTF-8 text: give a text file with one class name a line",
            file=path.name,
        ) from error
    return _trimmed(path.name, text.rstrip().splitlines())


def check_count(names: Sequence[str], classes: int) -> None:
    """Refuse names that are not one for each logit.

    Raises:
        ValueError: There are more or fewer names than logits.
    """
    if len(names) != classes:
        raise refusal(
            "there are {names} class names and the network has {classes} classes: "
            "give one name a line, in the order of the logits",
            names=len(names),
            classes=classes,
        )


def _trimmed(what: str, names: Sequence[str]) -> tuple[str, ...]:
    trimmed = tuple(name.strip() for name in names)
    if "" in trimmed:
        raise refusal(
            "{file} has no name in line {line}: give one class name a line",
            file=what,
            line=trimmed.index("") + 1,
        )
    return trimmed
