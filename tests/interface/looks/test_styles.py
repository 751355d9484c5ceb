"""The sheets are all read, and their rules are those of `scale.css`."""

import re

import pytest

from explorer.files.assets import asset
from explorer.interface.looks.styles import STYLES, style

SHEETS = sorted(path.stem for path in asset("style").glob("*.css"))
STATES = ("healthy", "vanishing", "exploding", "starving", "still")
TEXT = (
    *("ink", "quiet", "accent-text", "plain-text", "residual-text", "good", "bad", "warn"),
    *(f"state-{name}" for name in STATES),
)


def test_every_sheet_is_read_once() -> None:
    # files that open by themselves have the one, what is printed another, the form of the password,
    # a race in a notebook
    assert sorted([*STYLES, "saved", "sheet", "login", "live"]) == SHEETS
    assert style().count("--type-body: 1rem") == 1


def test_every_variable_that_a_sheet_reads_is_given_somewhere() -> None:
    said = style()
    given = set(re.findall(r"(--[\w-]+):", said))
    ours = set(re.findall(r"var\((--[\w-]+)\)", said))
    gradios = re.compile(r"--(block|body|border|background|input|button|text|spacing|size|radius)-")
    assert {name for name in ours - given if not gradios.match(name)} <= {
        "--stages", "--depths", "--long", "--sheet", "--rows", "--network-stroke", "--value",
    }  # fmt: skip


@pytest.mark.parametrize("name", [name for name in SHEETS if name != "scale"])
def test_sizes_of_type_and_colours_are_taken_from_the_scale(name: str) -> None:
    said = asset(f"style/{name}.css").read_text("utf-8")
    assert not re.findall(r"font-size: (?!var\(--|inherit|0;)[^;]+;", said)
    assert not re.findall(r":[^;{}]*#[0-9a-f]{3,8}\b[^;{}]*;", said)


@pytest.mark.parametrize("name", STYLES)
def test_no_rule_has_a_list_within_a_selector(name: str) -> None:
    """Gradio puts its prefix behind every comma, also behind those of `:is(a, b)`."""
    said = re.sub(r"/\*.*?\*/", "", asset(f"style/{name}.css").read_text("utf-8"), flags=re.DOTALL)
    assert not re.findall(r":(?:is|not|where|has)\([^()]*(?:\([^()]*\)[^()]*)*,", said)


@pytest.mark.parametrize("name", TEXT)
@pytest.mark.parametrize("theme", [":root", ".dark"])
def test_text_can_be_read_on_ground_and_panel(theme: str, name: str) -> None:
    colours = variables(theme)
    for under in ("ground", "panel"):
        assert contrast(colours[name], colours[under]) >= 4.5  # WCAG 2.2, 1.4.3


@pytest.mark.parametrize("theme", [":root", ".dark"])
def test_lines_and_fields_are_told_from_the_ground(theme: str) -> None:
    colours = variables(theme)
    for name in ("plain", "residual", "accent", "pick", "line-strong"):
        assert contrast(colours[name], colours["ground"]) >= 3  # WCAG 2.2, 1.4.11
    assert contrast(colours["on-accent"], colours["accent"]) >= 4.5


def variables(theme: str) -> dict[str, str]:
    """The colours of a theme in `scale.css`, by name."""
    said = asset("style/scale.css").read_text("utf-8")
    (block,) = re.findall(rf"^{re.escape(theme)} \{{(.*?)^\}}", said, re.MULTILINE | re.DOTALL)
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    """The relative luminance of `#rrggbb` (WCAG 2.2)."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
