"""What is said to somebody elsewhere, who is not told where this machine keeps its files."""

from pathlib import PurePath

from explorer.sentences.sentence import Sentence, said_by
from explorer.sentences.system import system_sentence


def without_places(said: str | BaseException) -> str:
    """What is said, of files and folders their names alone.

    Args:
        said: A sentence, or an error; a text without a template stands as it is.
    """
    if isinstance(said, OSError) and said.errno is not None:
        name = None if said.filename is None else PurePath(str(said.filename)).name
        return system_sentence(OSError(said.errno, said.strerror, name))
    text = said_by(said) if isinstance(said, BaseException) else said
    if not isinstance(text, Sentence):
        return text
    return Sentence(text.template, **{name: _named(value) for name, value in text.values.items()})


def _named(value: object) -> object:
    if isinstance(value, PurePath):
        return value.name
    return without_places(value) if isinstance(value, Sentence | BaseException) else value
