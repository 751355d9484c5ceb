import pytest

from explorer.sentences.sentence import Sentence
from explorer.sentences.system import system_reason, system_sentence


def test_the_reason_is_what_the_system_says() -> None:
    assert system_reason(PermissionError(13, "Permission denied", "/a")) == "Permission denied"
    assert system_reason(TimeoutError("timed out.")) == "timed out"
    assert system_reason(ConnectionError()) == "ConnectionError"
    assert system_reason(OSError("{odd}")) == "{odd}"


@pytest.mark.parametrize(
    ("text", "template"),
    [
        ("[SSL: CERTIFICATE_VERIFY_FAILED] self-signed", "[SSL: {code}] {detail}"),
        ("Tunnel connection failed: 403 Forbidden", "Tunnel connection failed: {status}"),
    ],
)
def test_codes_within_a_reason_are_values(text: str, template: str) -> None:
    reason = system_reason(OSError(text))
    assert (reason, reason.template) == (text, template)


def test_an_error_of_the_system_as_a_whole() -> None:
    for error in (OSError(2, "No such file", "a'b"), OSError(28, "No space left"), OSError("odd")):
        assert system_sentence(error) == str(error)
    said = system_sentence(OSError(28, "No space left on device"))
    assert isinstance(said, Sentence)
    assert said.values["reason"].template == "No space left on device"
