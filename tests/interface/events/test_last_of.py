"""No two events of the page can put each other off for ever."""

from collections import defaultdict

from explorer.interface.page import build
from explorer.interface.settings import PageSettings


def test_of_the_events_that_follow_a_change_at_most_one_may_be_put_off() -> None:
    """Changes are put off by default: whoever writes the next one must not forget it."""
    blocks, _ = build(PageSettings(device="cpu"))
    put_off = defaultdict(list)  # functions by what calls them
    for event in blocks.fns.values():
        for block, name in event.targets:
            # what follows another event is begun over by its own number, not by what called it
            if name != "then" and event.fn is not None and event.trigger_mode == "always_last":
                put_off[block, name].append(event.name)
    assert put_off, "the rule says nothing any more"
    assert not {target: names for target, names in put_off.items() if len(names) > 1}
