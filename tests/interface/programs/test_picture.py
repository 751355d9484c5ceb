import base64
from pathlib import Path

import pytest

from explorer.datasets.examples import examples
from explorer.interface.programs.picture import picture


def test_an_example(tmp_path: Path) -> None:
    first = examples("cifar")[0]
    with picture(first.name, tmp_path) as path:
        assert path == first.path


def test_what_was_uploaded(tmp_path: Path) -> None:
    there = tmp_path / "hash" / "dog.png"
    there.parent.mkdir()
    there.write_bytes(b"1")
    for given in (str(there), "/explorer-kept/hash/dog.png"):
        with picture(given, tmp_path) as path:
            assert path == there


def test_what_is_sent_lies_there_while_it_is_looked_at(tmp_path: Path) -> None:
    sent = f"data:image/jpeg;base64,{base64.b64encode(b'bytes').decode()}"
    with picture(sent, tmp_path) as path:
        assert path.name == "photograph.jpeg"
        assert path.read_bytes() == b"bytes"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("/etc/passwd", "'/etc/passwd' is not here: upload"),
        ("/explorer-kept/../secret", "is not here"),
        ("https://example.org/dog.png", "is not here"),
        ("data:image/png;base64,???", "no base64"),
        ("\0", "is not here"),
        (f"data:image/{'a' * 300};base64,AAAA", "is not here"),
    ],
)
def test_nothing_else_is_read(tmp_path: Path, given: str, words: str) -> None:
    (tmp_path / "secret").write_text("not to be seen")
    with pytest.raises(ValueError, match=words), picture(given, tmp_path / "kept"):
        pass


def test_what_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("explorer.interface.programs.picture.PHOTOGRAPH", 2)
    sent = f"data:image/png;base64,{'A' * 100}"
    with pytest.raises(ValueError, match="larger than"), picture(sent, tmp_path):
        pass
