import yaml

from explorer.training.publishing.front_matter import front_matter


def test_to_the_letter() -> None:
    assert front_matter({"license": "mit", "tags": ["a", "b"], "n": [{"x": 0.5, "y": ["z"]}]}) == (
        '---\nlicense: "mit"\ntags:\n  - "a"\n  - "b"\nn:\n  - x: 0.5\n    y:\n      - "z"\n---\n'
    )


def test_another_s_reader_finds_what_was_said() -> None:
    said = {
        "text": 'no: "yes", {a} [b] # c\\',
        "title": "中文 🐕",
        "data": "null",
        "deep": [{"one": {"two": [1, 2.5, {"three": ["3"]}]}, "four": "x"}, "y"],
    }
    found = yaml.safe_load(front_matter(said).split("---\n")[1])
    assert found == said


def test_what_yaml_refuses_is_left_out() -> None:
    text = front_matter({"name": "a\x00b\x7fc\ud800d\x85"}).split("---\n")[1]
    assert yaml.safe_load(text) == {"name": "abcd"}
