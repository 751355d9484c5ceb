"""What may be chosen for a setting, and the sentences that refuse anything else."""

from collections.abc import Sequence

from explorer.sentences.sentence import Sentence, refusal


def check_one_of(what: str, value: object, allowed: Sequence[str]) -> None:
    """Refuse a name that is not among those that a setting allows.

    Raises:
        ValueError: It is not.
    """
    if value not in allowed:
        raise refusal(
            "{setting} must be one of {allowed}, got {value!r}: choose one",
            setting=Sentence(what),
            allowed=", ".join(allowed),
            value=value,
        )


def check_whole(what: str, value: object, lowest: int, highest: int) -> None:
    """Refuse what is no whole number in a setting's range; True and 1.0 are none either.

    Raises:
        ValueError: It is not.
    """
    if not isinstance(value, int) or isinstance(value, bool) or not lowest <= value <= highest:
        raise refusal(
            "{setting} must be a whole number from {lowest} to {highest}, got "
            "{value!r}: choose another",
            setting=Sentence(what),
            lowest=lowest,
            highest=highest,
            value=value,
        )
