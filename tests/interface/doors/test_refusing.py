from explorer.interface.doors.refusing import sentence


def test_what_somebody_sent_is_not_said_back_at_any_length() -> None:
    said = sentence("door_host", "a" * 10_000)
    assert "a" * 100 in said
    assert len(said) < 1000
