from explorer.interface.words.wrong import wrong


def test_both_languages_without_a_traceback() -> None:
    error = wrong("value_wrong", {"en": "Seeds", "zh": "种子"})
    assert not error.print_exception
    assert "Seeds: this value cannot be taken" in error.message
    assert "种子：不接受这个值" in error.message
    assert "{value}" not in wrong("event_wrong").message
