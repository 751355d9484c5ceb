from pathlib import Path

from explorer.files.held import hold, is_held


def test_one_holds_a_file_until_it_is_closed(tmp_path: Path):
    path = tmp_path / "file"
    with path.open("wb") as first:
        assert hold(first)
        assert is_held(path)
        with path.open("r+b") as second:
            assert not hold(second)
    assert not is_held(path)


def test_what_cannot_be_opened_counts_as_held(tmp_path: Path):
    assert is_held(tmp_path / "gone")
