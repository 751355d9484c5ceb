"""The page's scripts inside a file that opens without the program: modules as `data:` addresses.

A module there has no neighbours, so each is named in an import map, and imports others by name.
"""

import base64
import json
import posixpath
import re
from collections.abc import Iterator, Mapping
from functools import cache

from explorer.files.assets import asset

# as a formatter leaves it: `import … from './log.js';` and `export … from './log.js';`
_IMPORTED = re.compile(r"^((?:import|export|\}).*? from )'(\.[^']+)';$", re.MULTILINE)


def import_map(name: str) -> str:
    """The map, as HTML, with which a script may `import ... from 'page/NAME'`.

    Args:
        name: A module below `assets/page`, which comes with all that it imports.

    Raises:
        FileNotFoundError: There is no such module, or none that it imports.
    """
    named = {
        f"page/{each}": "data:text/javascript;base64," + base64.b64encode(text.encode()).decode()
        for each, text in modules(name).items()
    }
    return f'<script type="importmap">{json.dumps({"imports": named})}</script>'


@cache
def modules(name: str) -> Mapping[str, str]:
    """A module and all that it imports, each once, by name, with its imports by name.

    Args:
        name: A module below `assets/page`.
    """
    return dict(_modules(name))


def _modules(name: str) -> Iterator[tuple[str, str]]:
    waiting, found = [name], {name}
    while waiting:
        here = waiting.pop()

        def renamed(match: re.Match[str], here: str = here) -> str:
            there = posixpath.normpath(posixpath.join(posixpath.dirname(here), match[2]))
            if there not in found:
                found.add(there)
                waiting.append(there)
            return f"{match[1]}'page/{there}';"

        yield here, _IMPORTED.sub(renamed, asset(f"page/{here}").read_text("utf-8"))
