"""The pages of `docs` say all that can be done, in two languages with one structure."""

import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest
import torchvision
import typer

import explorer
from explorer.__main__ import commands
from explorer.figures.race.titles import PRESET_TEXTS
from explorer.files.licences import statements
from explorer.inspection.grad_cam import METHODS
from explorer.inspection.result import ATTRIBUTIONS
from explorer.interface.words.language import texts
from explorer.networks import imagenet_resnet
from explorer.networks.families import PUBLISHED
from explorer.training.race.presets import PRESETS
from tests.conftest import ROOT
from tests.documents.texts import LANGUAGES, README, pages, told

EACH = pytest.mark.parametrize("language", LANGUAGES)
NAMES = sorted(pages("en"))


def structure(text: str) -> dict[str, list[str]]:
    """What a translation keeps: code, headings, rows, points, pictures, pages linked to."""
    code = re.findall(r"^```.*?^```$", text, re.MULTILINE | re.DOTALL)
    told = re.sub(r"^```.*?^```$", "```", text, flags=re.MULTILINE | re.DOTALL)
    return {
        "code": code,
        "headings": re.findall(r"^#+(?= )", told, re.MULTILINE),
        "rows": [
            re.sub(r"[^|`]*", "", row) if "`" not in row else "`" + row.split("`")[1]
            for row in re.findall(r"^\|.*\|$", told, re.MULTILINE)
        ],
        "points": re.findall(r"^ *(?:-|\d+\.)(?= )", told, re.MULTILINE),
        "linked": sorted(
            name.replace("/zh/", "/en/").replace(".zh.md", ".md")
            for name in re.findall(r"\]\(([^)#]+)", told)
        ),
        "filled": re.findall(r"^(?:<!-- .* -->|::: .*|--8<-- .*)$", told, re.MULTILINE),
    }


def test_both_languages_have_the_same_pages() -> None:
    assert sorted(pages("zh")) == NAMES
    menu = (ROOT / "mkdocs.yml").read_text("utf-8").split("\nnav:")[1]
    assert sorted(re.findall(r"([\w-]+)\.md", menu)) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_of_a_page_have_the_same_structure(name: str) -> None:
    assert structure(pages("en")[name]) == structure(pages("zh")[name])


def test_both_readmes_have_the_same_structure() -> None:
    english, chinese = (structure(README[each].read_text("utf-8")) for each in LANGUAGES)
    english["linked"].remove("README.zh.md".replace(".zh", ""))
    chinese["linked"].remove("README.md")
    assert english == chinese


@EACH
def test_every_option_of_every_command_is_explained(language: str) -> None:
    text = told(language)
    group = typer.main.get_command(commands())
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        assert f"python -m explorer {name}" in text
        for parameter in command.params:
            for option in parameter.opts:
                if option.startswith("--") and option != "--help":
                    assert f"`{option}" in text, (name, option)


@EACH
def test_every_preset_is_named_as_the_command_line_and_the_page_name_it(language: str) -> None:
    page = pages(language)["race"]
    (row,) = re.findall(r"^\| `--preset.*$", page, re.MULTILINE)
    for preset in PRESETS:
        assert f"`{preset.key}`" in row
        assert f"*{texts(language)[PRESET_TEXTS[preset.key]]}*" in page


@EACH
def test_every_option_and_variable_of_the_page_is_explained(language: str) -> None:
    text = pages(language)["install"]
    page = typer.main.get_command(commands()).commands["page"]  # type: ignore[attr-defined]
    options = [option for each in page.params for option in each.opts if option != "--help"]
    assert {"--host", "--port", "--device", "--language"} <= set(options)
    for option in options:
        assert f"| `{option}" in text, option
    for variable in [each.envvar for each in page.params if each.envvar]:
        assert f"`{variable}`" in text, variable


@EACH
def test_every_method_is_named_with_its_source(language: str) -> None:
    (row,) = re.findall(
        r"^\| `--method METHOD` \|.*$", pages(language)["command-line"], re.MULTILINE
    )
    known = [*(method.name for method in METHODS), *ATTRIBUTIONS]
    assert re.findall(r"`([a-z+-]+)`", row) == known
    for source in (*(method.source for method in METHODS), *ATTRIBUTIONS.values()):
        author, year = re.split(r" .*?(?=\d+$)", source)
        assert re.search(rf"{author} [^;；]*{year}", pages(language)["science"]), source


@EACH
def test_every_weights_file_is_named_with_its_size(language: str) -> None:
    page = pages(language)["weights"]
    for network in PUBLISHED:
        if not network.listed:
            assert f"`{network.name}`" in pages(language)["checkpoint"]
            continue
        (row,) = re.findall(rf"^\| {network.name} \|.*$", page, re.MULTILINE)
        for weights in torchvision.models.get_model_weights(network.name):
            assert f"`{imagenet_resnet.file_name(weights)}`" in row
            assert weights.url.startswith("https://download.pytorch.org/models/")
        size = imagenet_resnet.published(network.name).meta["_file_size"]
        assert f"{size:.0f} MB" in row


@EACH
def test_the_reference_has_every_public_name(language: str) -> None:
    listed = re.findall(
        r"^::: explorer\.[\w.]+\.(\w+)$", pages(language)["reference"], re.MULTILINE
    )
    assert listed == [name for name in explorer.__all__ if not name.startswith("_")]


def test_the_documentation_is_built_without_a_warning_and_fetches_nothing(tmp_path: Path) -> None:
    site = tmp_path / "site"
    ended = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(site)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},  # the theme's advertisement
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    for language, folder in (("en", site), ("zh", site / "zh")):
        for name in NAMES:
            html = (folder / f"{name}.html").read_text("utf-8")
            assert not re.search(
                r'(?:src|<link[^>]* href)="(?:https?:)?//', html
            )  # nothing fetched
        science = (folder / "science.html").read_text("utf-8")
        assert "<!-- glossary" not in science
        weights = (folder / "weights.html").read_text("utf-8")
        for each in statements():
            assert f"<td>{each.what[language]}</td>" in weights
        in_words = ("none stated", "those of their packages", "torchvision's terms")
        assert all((each in unescape(weights)) == (language == "en") for each in in_words)
        assert texts(language)[PRESET_TEXTS[PRESETS[0].key]] in science
    assert (site / "reference.html").read_text("utf-8").count("doc-function") > 20
