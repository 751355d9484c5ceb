"""What is chosen in a tab's components goes into the page's address, by the page's own script."""

import json
from typing import Any, Final

from gradio.components import Component

from explorer.interface.scripts.page_scripts import imported

LIGHT: Final[dict[str, Any]] = {
    "api_visibility": "private", "queue": False, "show_progress": "hidden",
}  # fmt: skip


def kept(tab: str, **components: Component) -> None:
    """Keep the values of components in the address, by name; their first ones need not be there.

    Args:
        tab: Its name in the address.
        components: Whose values are words or numbers, or lists of such, which commas separate.
    """
    for name, component in components.items():
        first = json.dumps(_text(component.value))
        script = (
            f"async (value) => {{ const text = String(value); (await {imported('address.js')})"
            f".keep({json.dumps(tab)}, {{ {json.dumps(name)}: text === {first} ? null : text }});"
            " return []; }"
        )
        component.input(None, component, None, js=script, **LIGHT)  # type: ignore[attr-defined]


def left_out(tab: str, **components: Component) -> None:
    """Say what a person has given that no link can hold, by its name in `dialog.LEFT_OUT`.

    Args:
        tab: Its name in the address.
        components: Empty where nothing is given.
    """
    names = json.dumps(list(components))
    script = (
        f"async (...values) => {{ (await {imported('address.js')}).leaveOut({json.dumps(tab)}, "
        f"{names}.filter((_, place) => values[place]?.length)); return []; }}"
    )
    inputs = list(components.values())
    for component in inputs:
        component.change(None, inputs, None, js=script, **LIGHT)  # type: ignore[attr-defined]


def _text(value: Any) -> str:
    """As JavaScript writes it."""
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)
