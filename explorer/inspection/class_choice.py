"""Which class is explained: an index, a name, or part of a name."""

import difflib
import re
from collections.abc import Sequence
from numbers import Integral

from explorer.inspection.result import ExplainedClass
from explorer.sentences.sentence import refusal

NEAR_NAMES = 5


def choose_class(class_names: Sequence[str], class_: int | str) -> ExplainedClass:
    """The class that an index or a name stands for.

    A name is compared without regard to case: first whole, then with the parts between commas
    ("macaw, parrot"), then with any part of a name; the first of these that one class alone fits
    is taken.

    Args:
        class_names: Every class's name, by index.
        class_: An index from 0, or a name.

    Raises:
        ValueError: There is no such class, or several; the sentence names up to five near ones.
    """
    if isinstance(class_, str):
        return _by_name(class_names, class_)
    whole = isinstance(class_, Integral) and not isinstance(class_, bool)
    if not whole or not 0 <= class_ < len(class_names):
        raise refusal(
            "class {index} does not exist: this network has {classes} classes; "
            "choose an index from 0 to {last}, or a name.",
            index=class_,
            classes=len(class_names),
            last=len(class_names) - 1,
        )
    return ExplainedClass(int(class_), class_names[class_])


def typed_class(text: str) -> int | str:
    """What a person typed for a class: a whole number is an index, all else is a name."""
    return int(text) if re.fullmatch(r"\s*[+-]?[0-9]{1,18}\s*", text, re.ASCII) else text


def _by_name(class_names: Sequence[str], name: str) -> ExplainedClass:
    wanted = _plain(name)
    if not wanted:
        raise refusal("the class name is empty: give a class's name or its index.")
    names = [_plain(each) for each in class_names]
    for fits in (
        [index for index, each in enumerate(names) if each == wanted],
        [index for index, each in enumerate(names) if wanted in map(str.strip, each.split(","))],
        [index for index, each in enumerate(names) if wanted in each],
    ):
        if len(fits) == 1:
            return ExplainedClass(fits[0], class_names[fits[0]])
        if fits:
            several = ", ".join(f"{class_names[index]} ({index})" for index in fits[:NEAR_NAMES])
            more = ", ..." if len(fits) > NEAR_NAMES else ""
            raise refusal(
                "{name!r} fits {count} classes: {several}; "
                "choose one by its whole name or its index.",
                name=name,
                count=len(fits),
                several=several + more,
            )
    near = difflib.get_close_matches(wanted, names, NEAR_NAMES, cutoff=0.5)
    last = len(class_names) - 1
    if not near:
        raise refusal(
            "no class of this network is called {name!r}: "
            "choose a name it knows, or an index from 0 to {last}.",
            name=name,
            last=last,
        )
    raise refusal(
        "no class of this network is called {name!r}; near names are {near}: "
        "choose a name it knows, or an index from 0 to {last}.",
        name=name,
        near=", ".join(class_names[names.index(each)] for each in near),
        last=last,
    )


def _plain(name: str) -> str:
    """For comparison: no case, single blanks, underscores as blanks."""
    return " ".join(name.casefold().replace("_", " ").split())
