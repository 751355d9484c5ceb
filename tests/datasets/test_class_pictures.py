import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from explorer.datasets.class_pictures import (
    MOST_PICTURES,
    ClassPictures,
    Picture,
    check_enough,
    folder_pictures,
    given_pictures,
)
from explorer.datasets.picture_zip import zip_pictures


def fill(folder: Path, count: int) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{number}.png" for number in range(count)]
    for number, path in enumerate(paths):
        Image.new("RGB", (8, 8), (number, 0, 0)).save(path)
    return paths


def test_a_folder_is_listed_class_by_class(tmp_path):
    fill(tmp_path / "dog", 6)
    fill(tmp_path / "grey cat", 5)
    listed = folder_pictures(tmp_path)
    assert listed.class_names == ("dog", "grey cat")
    assert [each.label for each in listed.pictures] == [0] * 6 + [1] * 5
    assert listed.pictures[6].name == "grey cat/0.png"
    assert {each.held_out for each in listed.pictures} == {None}
    with listed.opened() as content:
        assert content(listed.pictures[6]) == tmp_path / "grey cat" / "0.png"


def test_train_and_test_folders_divide(tmp_path):
    for name in ("a", "b"):
        fill(tmp_path / "train" / name, 4)
        fill(tmp_path / "test" / name, 1)
    listed = folder_pictures(tmp_path)
    assert [each.held_out for each in listed.pictures] == [False] * 8 + [True] * 2
    assert listed.pictures[-1].name == "b/0.png"


def test_a_zip_gives_the_same_as_its_folder(tmp_path):
    for name in ("a", "b"):
        fill(tmp_path / "pets" / name, 5)
    packed = tmp_path / "pets.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in (tmp_path / "pets").rglob("*.png"):
            archive.write(path, path.relative_to(tmp_path))
    loose, zipped = folder_pictures(tmp_path / "pets"), zip_pictures(packed)
    assert loose.class_names == zipped.class_names
    assert [(p.name, p.label) for p in loose.pictures] == [
        (p.name, p.label) for p in zipped.pictures
    ]
    with loose.opened() as path_of, zipped.opened() as bytes_of:
        for one, other in zip(loose.pictures, zipped.pictures, strict=True):
            content = bytes_of(other)
            assert isinstance(content, bytes)
            assert path_of(one).read_bytes() == content
            with Image.open(io.BytesIO(content)) as picture:
                assert picture.size == (8, 8)


def test_pictures_given_class_by_class(tmp_path):
    cats, dogs = fill(tmp_path / "one", 5), fill(tmp_path / "two", 5)
    given = given_pictures([" my  cat ", "", "dog"], [cats, [], dogs])
    assert given.class_names == ("my cat", "dog")
    assert [each.label for each in given.pictures] == [0] * 5 + [1] * 5
    assert given.pictures[0].name == "my cat/0.png"


@pytest.mark.parametrize(
    ("names", "counts", "said"),
    [
        ([], [], "there are 0 classes"),
        (["cat"], [5], "there is 1 class, and telling apart takes two"),
        (["cat", ""], [5, 3], "class 2 has 3 pictures and no name"),
        (["cat", " CAT "], [5, 5], "'cat' and 'CAT' in the list of classes are the same"),
        (["grey cat", "Grey   cat"], [5, 5], "are the same class name"),
        (["caf\u00e9", "cafe\u0301"], [5, 5], "are the same class name"),
        (["cat", "dog"], [5, 4], "the class dog has 4 pictures: give it 5 or more"),
        (["cat", "dog"], [5, 0], "the class dog has 0 pictures"),
    ],
)
def test_classes_that_cannot_be_learned(names, counts, said, tmp_path):
    paths = [fill(tmp_path / str(index), count) for index, count in enumerate(counts)]
    with pytest.raises(ValueError, match=said) as caught:
        given_pictures(names, paths)
    assert "\n" not in str(caught.value)


def test_folders_that_cannot_be_learned(tmp_path):
    fill(tmp_path / "grey cat", 5)
    fill(tmp_path / "Grey  Cat", 5)
    with pytest.raises(ValueError, match="same class name"):
        folder_pictures(tmp_path)
    with pytest.raises(
        ValueError, match="the class b has 2 pictures that can be read and 3 that cannot"
    ):
        check_enough("b", 2, 3)


def test_more_pictures_than_are_learned_from_are_refused():
    def listed(count: int) -> ClassPictures:
        pictures = tuple(Picture(str(n), n % 2, Path(str(n))) for n in range(count))
        return ClassPictures("many", ("a", "b"), pictures)

    assert len(listed(10_000).pictures) == 10_000
    with pytest.raises(ValueError, match="many holds 20,001 pictures, and at most 20,000"):
        listed(MOST_PICTURES + 1)


def test_the_pictures_of_all_classes_are_counted_in_one_go():
    looks = []

    class Watched(Picture):
        def __getattribute__(self, name: str) -> object:
            if name == "label":
                looks.append(name)
            return super().__getattribute__(name)

    classes = 40
    pictures = tuple(
        Watched(f"{label}/{number}.png", label, Path("p.png"))
        for label in range(classes)
        for number in range(5)
    )
    names = tuple(map(str, range(classes)))
    ClassPictures("many", names, pictures)
    assert len(looks) == len(pictures)  # not once more for every class
    with pytest.raises(ValueError, match="the class 39 has 4 pictures"):
        ClassPictures("many", names, pictures[:-1])
    with pytest.raises(ValueError, match="the class 40 has 0 pictures"):
        ClassPictures("many", (*names, "40"), pictures)
