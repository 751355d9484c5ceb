"""The sentences that the code can say to a person, read from its source."""

import ast
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from explorer.training.measuring.words import GRADIENT_WORDS
from explorer.training.race.settings import RaceSettings

EXPLORER = Path(__file__).parent.parent.parent / "explorer"
FILES = sorted(path for path in EXPLORER.rglob("*.py") if "commands" not in path.parts)
KEYED = "wrong"  # looks a text up by its key, in every language
MAKERS = {"Sentence", "refusal", "joined"}  # their first argument is a template

_SETTINGS = {field.name for field in fields(RaceSettings)}
# Templates that are not written where they are used: file and expression -> what they can be.
COMPUTED = {
    ("training/race/setting.py", "name"): {*_SETTINGS, "factor"},
    ("training/race/setting.py", "self.none"): {"no clipping"},
    ("networks/choices.py", "what"): {
        *("normalization", "initialization", "activation", "shortcut", "block", "width", "batch"),
        *("recipe", "precision", "epochs", "seed", "train", "step", "network"),
    },
    ("interface/race/form.py", "name"): _SETTINGS,
    ("figures/depth/small_multiples.py", "cell_verdict(chosen(cells, swept, kind)).word"): set(
        GRADIENT_WORDS
    ),
    ("sentences/system.py", "text.replace('{', '{{').replace('}', '}}')"): set(),  # the system's
    ("sentences/system.py", "template"): set(),
    ("networks/device.py", "template"): set(),  # those of `device_label`
    ("sentences/sentence.py", "template"): set(),
    ("sentences/listed.py", "template"): set(),
    ("sentences/elsewhere.py", "text.template"): set(),  # one that was made before
}
# Files that raise plain English, some only what begins so, and why no page says it.
PLAIN = {
    "commands alone write and read folders": (
        "inspection/record.py",
        "training/depth/record.py",
        "training/run/record.py",
        "training/run/checkpoint.py",
        "training/run/trainer.py",
        "training/run/result.py",
        "training/finetune/record.py: {folder} already holds something",
        "training/race/replay.py: {folder} holds no race",
    ),
    "the command line alone chooses it": (
        "training/depth/result.py",
        "training/depth/shattering_result.py",
        "training/evaluation.py",
        "training/labelled_images.py",
        "training/run/settings.py: {name.text} is too large",
        "training/race/presets.py: preset must be",
    ),
    "a mistake in a program": (
        "__init__.py",
        "files/assets.py",
        "figures/inspection/inspection_folder.py: after the folder",
        "figures/inspection/overlay.py",
        "figures/inspection/page.py",
        "figures/notebook/result_html.py",
        "figures/notebook/saved_html.py",
        "figures/race/page.py",
        "networks/catalog/catalog.py: a network is given by",
        "networks/catalog/request.py: a network is given by",
        "photographs/photograph.py: pixels must be",
        "photographs/photograph.py: a photograph is",
        "interface/launch.py",
        "interface/scripts/katex_script.py",
        "interface/scripts/page_scripts.py",
        "interface/race/controls.py: a race can pause",
        "interface/race/example.py: there is no recorded race",
        "interface/race/runs.py: no race is kept",
        "words/formula.py",
        "words/texts.py",
        "training/depth/autocorrelation.py",
        "training/race/events.py: events are",
        "training/measuring/gradient_norms.py",
        "training/measuring/safe_norm.py",
    ),
    "caught where it is raised, and said better": (
        "photographs/rgb.py",
        "files/zip_member.py: far too many entries",
    ),
    "of the API, which is English": ("interface/inspect_endpoint.py",),
}


def templates(tree: ast.AST) -> Iterator[tuple[str, bool]]:
    """Every template that is made into a sentence, and whether it is written there."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or getattr(node.func, "id", "") not in MAKERS:
            continue
        template = node.args[0]
        if isinstance(template, ast.Constant):
            yield template.value, True
        else:
            yield ast.unparse(template), False


def plain_errors(tree: ast.AST) -> Iterator[str]:
    """Every text that is raised without being a sentence."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
            said = node.exc.args[0]
            sentence = getattr(node.exc.func, "id", "") in {*MAKERS, KEYED}
            if not sentence and isinstance(said, ast.Constant | ast.JoinedStr | ast.BinOp):
                yield ast.unparse(said).removeprefix("f")[1:]
