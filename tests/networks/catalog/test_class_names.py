from pathlib import Path

import pytest
from torchvision.models import ResNet152_Weights

from explorer.networks.catalog.class_names import (
    check_count,
    default_class_names,
    imagenet_classes,
    read_class_names,
)


def test_imagenet_s_names_are_torchvision_s() -> None:
    assert list(imagenet_classes()) == ResNet152_Weights.IMAGENET1K_V1.meta["categories"]
    assert imagenet_classes()[340] == "zebra"


def test_names_are_the_family_s_where_their_number_agrees() -> None:
    assert default_class_names("imagenet", 1000) == imagenet_classes()
    assert default_class_names("cifar", 10)[3] == "cat"
    assert default_class_names("cifar", 3) == ("class 0", "class 1", "class 2")
    assert default_class_names("imagenet", 10)[9] == "class 9"
    assert len(default_class_names("cifar", 1000)) == 1000


def test_a_file_has_one_name_a_line(tmp_path: Path) -> None:
    path = tmp_path / "names.txt"
    path.write_bytes("\ufeffcat\r\n snow leopard \r\n猫\r\n\r\n".encode())
    assert read_class_names(path) == ("cat", "snow leopard", "猫")
    assert read_class_names(str(path)) == read_class_names(path)
    assert read_class_names([" cat", "dog"]) == ("cat", "dog")


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no class-name file"):
        read_class_names(tmp_path / "absent.txt")
    with pytest.raises(ValueError, match="is a folder"):
        read_class_names(tmp_path)
    (tmp_path / "names.txt").write_bytes(b"\xff\xfe\x00\x80")
    with pytest.raises(ValueError, match=r"names.txt cannot be read as UTF-8"):
        read_class_names(tmp_path / "names.txt")
    (tmp_path / "names.txt").write_text("cat\n\ndog\n")
    with pytest.raises(ValueError, match="no name in line 2"):
        read_class_names(tmp_path / "names.txt")


def test_names_and_logits_are_as_many() -> None:
    check_count(("a", "b"), 2)
    with pytest.raises(ValueError, match="2 class names and the network has 10 classes"):
        check_count(("a", "b"), 10)
