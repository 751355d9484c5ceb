"""What the operating system says is wrong, as a sentence."""

import re

from explorer.sentences.sentence import Sentence

# Of TLS and of proxies: their own codes stand within the text.
_CODED = (
    ("[SSL: {code}] {detail}", re.compile(r"\[SSL: (?P<code>\w+)\] (?P<detail>.+)", re.DOTALL)),
    (
        "Tunnel connection failed: {status}",
        re.compile(r"Tunnel connection failed: (?P<status>.+)", re.DOTALL),
    ),
)


def system_reason(error: BaseException) -> Sentence:
    """Why a file or a server could not be reached, such as "Permission denied".

    The languages have those that are common; another stands in English.
    """
    text = (getattr(error, "strerror", None) or str(error) or type(error).__name__).rstrip(".")
    for template, pattern in _CODED:
        found = pattern.fullmatch(text)
        if found:
            return Sentence(template, **found.groupdict())
    return Sentence(text.replace("{", "{{").replace("}", "}}"))


def system_sentence(error: OSError) -> str:
    """What an error of the system says as a whole, as `str` does."""
    if error.errno is None:
        return str(error)
    said = {"number": error.errno, "reason": system_reason(error)}
    if error.filename is None:
        return Sentence("[Errno {number}] {reason}", **said)
    return Sentence("[Errno {number}] {reason}: {file!r}", **said, file=error.filename)
