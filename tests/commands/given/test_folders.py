"""Every image has a folder of its own, by its stem wherever that is possible."""

from pathlib import Path

from explorer.commands.given.folders import folders


def names(*images: str) -> list[str]:
    return [str(folder) for folder in folders([Path(image) for image in images], Path("out"))]


def test_a_stem_that_is_alone_names_the_folder() -> None:
    assert names("a/dog.jpg", "b/cat.png", "狗.jpeg") == ["out/dog", "out/cat", "out/狗"]


def test_stems_that_repeat_keep_their_endings() -> None:
    assert names("dog.jpg", "dog.png", "cat.png") == ["out/dog.jpg", "out/dog.png", "out/cat"]
    assert names("Dog.jpg", "dog.png") == ["out/Dog.jpg", "out/dog.png"]


def test_names_that_repeat_are_numbered() -> None:
    assert names("a/dog.jpg", "b/dog.jpg", "c/DOG.jpg") == [
        "out/dog.jpg",
        "out/dog.jpg-2",
        "out/DOG.jpg-3",
    ]


def test_no_folder_is_given_twice() -> None:
    given = names("a.jpg", "a.png", "a.jpg.png", "b/a.jpg", "a.jpg-2.x")
    assert len({name.casefold() for name in given}) == 5


def test_every_folder_lies_in_the_output() -> None:
    assert names("...png", "..jpg") == ["out/...png", "out/..jpg"]
