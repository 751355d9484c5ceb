"""The house's rules, read from the source: who may import what, how long a file may be, and so on.

Every rule is a function of a folder and returns the sentences that it has to say about it.
"""

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path

ROOMS = (
    "sentences",
    "files",
    "ending",
    "words",
    "photographs",
    "networks",
    "datasets",
    "inspection",
    "training",
    "scripting",
    "figures",
    "notebook",
    "interface",
    "commands",
)
# What each room may import of the others.
ARROWS: Mapping[str, frozenset[str]] = {
    "sentences": frozenset(),
    "files": frozenset({"sentences"}),
    "ending": frozenset({"files"}),
    "words": frozenset({"sentences", "files"}),
    "photographs": frozenset({"sentences"}),
    "networks": frozenset({"sentences", "files"}),
    "datasets": frozenset({"sentences", "files", "photographs"}),
    "inspection": frozenset({"sentences", "files", "networks", "photographs"}),
    "training": frozenset({"sentences", "files", "ending", "photographs", "networks", "datasets"}),
    "scripting": frozenset({"sentences", "networks", "inspection", "training"}),
    "figures": frozenset(
        {"sentences", "files", "words", "photographs", "networks", "inspection", "training"}
    ),
    "notebook": frozenset({"sentences", "files", "figures", "training"}),
    "interface": frozenset(ROOMS),
    "commands": frozenset(ROOMS) - {"interface"},
    "__init__": frozenset(ROOMS) - {"interface", "commands"},  # the library's public names
    "__main__": frozenset({"commands", "ending"}),
    "app": frozenset({"__main__"}),
}
# The one command that opens the page.
OPENS_THE_PAGE = "explorer.commands.page"
# The same within a room: what each of its folders may import of the others; `` is the room's own
# files. Folders that are not named here may import nothing of their room.
FOLDERS: Mapping[str, Mapping[str, frozenset[str]]] = {
    "networks": {
        "weights": frozenset({""}),
        "catalog": frozenset({"", "weights", "copies"}),
        "copies": frozenset({""}),
    },
    "inspection": {"attributions": frozenset({""}), "blocks": frozenset({""})},
    "training": {
        "processor": frozenset({""}),
        "race": frozenset({"", "processor", "measuring"}),
        "depth": frozenset({"", "processor", "measuring", "race"}),
        "run": frozenset({"", "processor", "measuring", "race"}),
        "trained": frozenset({"", "race", "run"}),
        "finetune": frozenset({"", "processor", "run"}),
        "publishing": frozenset({"", "run"}),
    },
    "commands": {"": frozenset({"given"}), "given": frozenset({""})},
    "figures": {
        "inspection": frozenset({""}),
        "race": frozenset({""}),
        "depth": frozenset({""}),
        "notebook": frozenset({"", "inspection", "race"}),
    },
    "interface": {
        "": frozenset(
            {
                "words",
                "doors",
                "events",
                "glossary",
                "looks",
                "scripts",
                "scripting",
                "picking",
                "lesson",
                "explore",
                "race",
                "depth",
                "trained",
                "finetune",
                "links",
                "tidying",
                "programs",
                "zips",
            }
        ),
        "doors": frozenset({"words", "links", "scripts"}),
        "events": frozenset({"words"}),
        "glossary": frozenset({"words", "scripts"}),
        "looks": frozenset({"words"}),
        "scripts": frozenset({"words"}),
        "links": frozenset({"", "words", "scripts"}),
        "scripting": frozenset({"words", "scripts"}),
        "picking": frozenset({"", "words", "events", "scripts"}),
        "lesson": frozenset({"", "words", "scripts", "scripting", "race"}),
        "explore": frozenset({"", "words", "events", "scripts", "scripting", "picking", "links"}),
        "race": frozenset({"", "words", "scripts", "scripting", "links"}),
        "depth": frozenset({"", "words", "events", "scripts", "scripting", "links"}),
        "trained": frozenset({"", "words", "scripts", "scripting", "links"}),
        "finetune": frozenset({"", "words", "events", "scripts", "scripting", "links"}),
        "programs": frozenset({"", "doors", "explore", "picking", "race", "depth"}),
        "zips": frozenset({"", "doors", "explore"}),
    },
}
MOST_FILES = 14  # in a folder, its `__init__.py` aside
# The packages that only some rooms may know.
KNOWN_ONLY_TO: Mapping[str, frozenset[str]] = {
    "anywidget": frozenset({"notebook"}),
    "captum": frozenset({"inspection"}),
    "gradio": frozenset({"interface"}),
    "gradio_client": frozenset({"interface"}),
    "mcp": frozenset({"interface"}),
    "plotly": frozenset({"figures", "interface"}),
}
FORBIDDEN_NAMES = frozenset(
    [
        "util",
        "utils",
        "helper",
        "helpers",
        "common",
        "misc",
        "core",
        "manager",
        "managers",
        "shared",
        "tools",
    ]
)
# State that is meant: the caches of loaded networks and of their copies, and the lock around
# Python's own list of warning filters, which belongs to the whole process.
NAMED_STATE = frozenset(
    {
        "explorer.networks.catalog.catalog._CACHE",
        "explorer.networks.copies.folded._COPIES",
        "explorer.training.processor.captured_step._ONE_AT_A_TIME",  # PyTorch's recording stream
        "explorer.networks.exact_convolutions.EXACT_CONVOLUTIONS",  # cuDNN's switches
        "explorer.training.processor.reserved.MEMORY",  # a device's memory is everybody's
        "explorer.photographs.quiet._FILTERS",
        "explorer.interface.explore.line._STEP_ASIDE",  # a variable of each context, not of all
        "explorer.interface.compute_import._ALONE",  # Python imports for the whole process, too
    }
)
MUTABLE_CONSTRUCTORS = frozenset(
    [
        "list",
        "dict",
        "set",
        "bytearray",
        "defaultdict",
        "OrderedDict",
        "Counter",
        "deque",
        "ChainMap",
        "WeakKeyDictionary",
        "WeakValueDictionary",
        "WeakSet",
        "Queue",
        "SimpleQueue",
        "Lock",
        "RLock",
        "Event",
        "Condition",
        "Semaphore",
        "local",
        "ContextVar",
        "Thread",
        "ThreadPoolExecutor",
        "SimpleNamespace",
    ]
)
MUTATORS = frozenset(
    [
        "append",
        "extend",
        "insert",
        "remove",
        "pop",
        "popitem",
        "clear",
        "update",
        "setdefault",
        "add",
        "discard",
    ]
)
# Files without a test of their own name: a record of settings that does nothing.
WITHOUT_TESTS = frozenset({"interface/settings"})


def sources(root: Path) -> Iterator[tuple[str, str, Path]]:
    """Room, module name and path of app.py and of every file of explorer/."""
    if (root / "app.py").exists():
        yield "app", "app", root / "app.py"
    for path in sorted((root / "explorer").rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        yield parts[1], ".".join(parts).removesuffix(".__init__"), path


def imports(path: Path, module: str) -> set[str]:
    """Dotted names that a file imports, wherever in it: `from a import b` counts as a.b."""
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, *([base] if base else [])])
            found.update(f"{base}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in {"import_module", "__import__"} and isinstance(node.args[0].value, str):
                found.add(node.args[0].value)
    return found


def wrong_arrows(root: Path) -> list[str]:
    said = []
    for room, module, path in sources(root):
        for name in sorted(imports(path, module)):
            parts = name.split(".")
            if parts[0] != "explorer":
                continue
            to = parts[1] if len(parts) > 1 else "__init__"
            if to not in (*ROOMS, "__main__"):
                if to == "__version__" or module == "explorer":
                    continue
                said.append(f"{module} imports {name}: name the room's file")
            elif module == OPENS_THE_PAGE and to == "interface":
                continue
            elif to != room and to not in ARROWS.get(room, frozenset()):
                said.append(f"{module} imports {name}: {room} may not import {to}")
    return said


def wrong_arrows_within(root: Path) -> list[str]:
    """Folders of a room that import others of it which they may not know."""
    said = []
    for room, module, path in sources(root):
        here = module.split(".")[2:-1] if path.name != "__init__.py" else []
        for name in sorted(imports(path, module)):
            parts = name.split(".")
            if parts[:2] != ["explorer", room] or (not here and path.name == "__init__.py"):
                continue
            known = FOLDERS.get(room, {})
            there = [each for each in parts[2:3] if each in {*known, *chain(*known.values())}]
            allowed = known.get("".join(here), frozenset())
            if there != here and "".join(there) not in allowed:
                said.append(
                    f"{module} imports {name}: {'/'.join([room, *here])} may not import "
                    f"{'/'.join([room, *there])}"
                )
    return said


def full_folders(root: Path) -> list[str]:
    """Folders that are no rooms any more, but halls."""
    counted = Counter(path.parent for _, _, path in sources(root) if path.name != "__init__.py")
    return [
        f"{folder.relative_to(root)} has {count} files, more than {MOST_FILES}: build rooms in it"
        for folder, count in sorted(counted.items())
        if count > MOST_FILES
    ]


def strangers(root: Path) -> list[str]:
    """Packages known to some rooms only, imported elsewhere."""
    return [
        f"{module} imports {name}: only {', '.join(sorted(KNOWN_ONLY_TO[name.split('.')[0]]))} may"
        for room, module, path in sources(root)
        for name in sorted(imports(path, module))
        if room not in KNOWN_ONLY_TO.get(name.split(".")[0], frozenset({room}))
    ]


def unknown_rooms(root: Path) -> list[str]:
    return [
        f"explorer/{room} is no room of the house"
        for room in sorted({room for room, _, _ in sources(root)})
        if room not in ARROWS
    ]


def circles(root: Path) -> list[str]:
    """Files that import each other, directly or through others; packages only list names."""
    files = {module: path for _, module, path in sources(root) if path.name != "__init__.py"}
    edges: dict[str, set[str]] = {}
    for module, path in files.items():
        names = imports(path, module)
        edges[module] = {
            other
            for other in files
            if other != module and any(n == other or n.startswith(other + ".") for n in names)
        }
    said = []
    while edges:  # take away the files that import none of the rest, until none is left
        free = {module for module, others in edges.items() if not others & edges.keys()}
        if not free:
            said.append("files import each other in a circle: " + ", ".join(sorted(edges)))
            break
        edges = {module: others for module, others in edges.items() if module not in free}
    return said


def long_files(root: Path) -> list[str]:
    said = []
    for room, module, path in sources(root):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        limit = 79 if room == "app" else 250
        if lines > limit:
            said.append(f"{module} has {lines} lines, more than {limit}")
    return said


def forbidden_names(root: Path) -> list[str]:
    return [
        f"{path.relative_to(root)}: name the idea that it holds"
        for path in sorted((root / "explorer").rglob("*"))
        if FORBIDDEN_NAMES & set(path.stem.lower().split("_"))
    ]


def mutable_state(root: Path) -> list[str]:
    """Module-level things that change while the program runs.

    A full container under a name in capitals that nothing changes is a table, not state.
    """
    said = []
    for _, module, path in sources(root):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        classes = {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
        frozen = {
            node.name
            for node in tree.body
            if isinstance(node, ast.ClassDef)
            and ("frozen=True" in "".join(map(ast.unparse, node.decorator_list)) or node.bases)
        }
        changed = changed_names(tree)
        for name, value in module_level_values(tree):
            if f"{module}.{name}" in NAMED_STATE or (name.startswith("__") and name != "__"):
                continue
            called = ""
            if isinstance(value, ast.Call):
                called = getattr(value.func, "attr", getattr(value.func, "id", ""))
            container = isinstance(
                value,
                ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp,
            )
            empty = ast.unparse(value) in {"[]", "{}"}
            if (
                name in changed
                or called in MUTABLE_CONSTRUCTORS
                or called in classes - frozen
                or (container and (empty or not name.isupper()))
            ):
                said.append(f"{module}.{name} is state that every session shares")
    return said


def module_level_values(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    for node in tree.body:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                for name in ast.walk(target):
                    if isinstance(name, ast.Name):
                        yield name.id, node.value
        elif isinstance(node, ast.AnnAssign) and node.value and isinstance(node.target, ast.Name):
            yield node.target.id, node.value


def changed_names(tree: ast.Module) -> set[str]:
    """Names that are declared global, written into by index or changed by a method."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            names.update(node.names)
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
            names.add(ast.unparse(node.value))
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in MUTATORS
        ):
            names.add(ast.unparse(node.func.value))
    return names


def unmirrored(root: Path) -> list[str]:
    """Files of rooms without a test of their name, and tests of files that are not there."""
    said = []
    for room in ROOMS:
        files = {
            path.relative_to(root / "explorer").with_suffix("").as_posix()
            for path in (root / "explorer" / room).rglob("*.py")
            if path.stem != "__init__"
        } - WITHOUT_TESTS
        tests = {
            path.with_name(path.stem.removeprefix("test_")).relative_to(root / "tests").as_posix()
            for path in (root / "tests" / room).rglob("test_*.py")
        }
        said += [f"explorer/{name}.py has no test" for name in sorted(files - tests)]
        said += [
            f"tests/{Path(name).with_name(f'test_{Path(name).name}')}.py tests no file"
            for name in sorted(tests - files)
        ]
    return said


ARRAYS = frozenset({"NDArray", "Values", "Tensor"})


def raising_comparisons(root: Path) -> list[str]:
    """Records with arrays that compare by value, which raises: arrays have no truth value."""
    said = []
    for _, module, path in sources(root):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.ClassDef):
                continue
            decorated = "".join(map(ast.unparse, node.decorator_list))
            held = {
                name.id
                for each in node.body
                if isinstance(each, ast.AnnAssign)
                for name in ast.walk(each.annotation)
                if isinstance(name, ast.Name)
            }
            if "dataclass" in decorated and held & ARRAYS and "eq=False" not in decorated:
                said.append(f"{module}.{node.name} holds arrays: give its dataclass eq=False")
    return said
