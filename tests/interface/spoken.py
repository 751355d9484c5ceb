"""The sentences that the code can say to a person, read from its source."""

import ast
from collections.abc import Iterator
from itertools import product
from pathlib import Path

EXPLORER = Path(__file__).parent.parent.parent / "explorer"
FILES = [
    *(
        path
        for room in ("files", "photographs", "networks", "inspection", "datasets")
        for path in sorted((EXPLORER / room).rglob("*.py"))
    ),
    *sorted((EXPLORER / "training" / "finetune").glob("*.py")),
    *(
        EXPLORER / "training" / "race" / f"{name}.py"
        for name in ("race", "data", "replay", "settings", "presets", "self_checks")
    ),
    *(EXPLORER / "training" / "measuring" / f"{name}.py" for name in ("verdict", "learning")),
    *(EXPLORER / "interface" / "race" / f"{name}.py" for name in ("files", "form", "run", "runs")),
    EXPLORER / "interface" / "explore" / "answer.py",
    EXPLORER / "interface" / "finetune" / "form.py",
    EXPLORER / "interface" / "trained" / "tab.py",
    EXPLORER / "training" / "trained" / "opened_runs.py",
    EXPLORER / "training" / "trained" / "run_description.py",
    EXPLORER / "training" / "trained" / "trained_run.py",
]
KNOWN = "7 is empty (0 bytes): copy or download the checkpoint again"
DUMMIES = {"error": KNOWN}  # all other values are 7
PARTS = {
    "_failure": "reason",
    "_runs_code": "content",
    "_fault": "fault",
}  # functions whose last argument is one
NOT_ON_THE_PAGE = {
    "record.py": "the command line alone writes and reads folders",
    "7 already holds something: give another --output, or empty that folder": "likewise",
    "pixels must be (height, width, 3) uint8, got 7 7: bring them to that, or give a Pillow "
    "image": "the page has files",
    "7 holds no race (7, 7 and 7): choose a folder that was given to race as --output": "the page "
    "looks for these files itself",
    "no race is kept under the key 7": "LookupError; the page says that it is gone",
    "a race can pause, resume, step or stop, not 7: choose one": "the page has no other buttons",
    "preset must be one of 7, got 7: choose one": "likewise",
    "7 is not a file of assets/: give a path inside it": "the program's own paths",
    "7 is not a 7 with known stages: give a torchvision ResNet or a CifarResNet": "TypeError",
    "scaling.py: 7": "it catches this itself, and says more",
    "photograph.py: 7 cannot be read: 7.": "its reasons are read as _UnreadableError",
    "trained_run.py: 7": "its reasons are read as _fault",
    "run_description.py: 7": "likewise",
    "Lab colours need Pillow's littlecms": "photograph.py says instead that the file is damaged",
    "the colour profile gave no picture": "likewise",
}


def variants(node: ast.expr) -> list[str]:
    """Every text that an expression can be, its values replaced by dummies."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        return ["".join(parts) for parts in product(*map(variants, node.values))]
    if isinstance(node, ast.FormattedValue):
        return ["7"] if node.format_spec else variants(node.value)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return [a + b for a, b in product(variants(node.left), variants(node.right))]
    if isinstance(node, ast.IfExp):
        return [*variants(node.body), *variants(node.orelse)]
    return [DUMMIES.get(node.id, "7") if isinstance(node, ast.Name) else "7"]


def spoken(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Every ("error" or "text", sentence) below a node, docstrings aside."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
            continue
        if isinstance(child, ast.Call) and child.args:
            name = getattr(child.func, "attr", getattr(child.func, "id", ""))
            if name.endswith("Error"):
                for said in variants(child.args[0]):
                    unreadable = name == "_UnreadableError"
                    yield "error", f"7 cannot be read: {said}." if unreadable else said
                continue
            if name in PARTS:
                yield from ((PARTS[name], said) for said in variants(child.args[-1]))
        if isinstance(child, ast.Constant | ast.JoinedStr):
            yield from (("text", said) for said in variants(child))
            continue
        yield from spoken(child)


def said_by(path: Path) -> list[tuple[str, str]]:
    return list(spoken(ast.parse(path.read_text("utf-8"))))
