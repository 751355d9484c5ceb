"""No two events of the page can put each other off for ever."""

from collections import defaultdict

from explorer.interface.page import build
from explorer.interface.settings import PageSettings


def test_an_event_that_may_be_put_off_is_begun_over_alone() -> None:
    """`change` is put off by default: whoever writes the next one must not forget it."""
    blocks, _ = build(PageSettings(device="cpu"))
    asked = defaultdict(list)  # functions by what calls them
    put_off = set()
    for event in blocks.fns.values():
        for target in event.targets:
            if target[1] == "then":  # begun over by its own number
                continue
            if event.fn is not None:
                asked[target].append(event.name)
                if event.trigger_mode == "always_last":
                    put_off.add(target)
    assert put_off, "the rule says nothing any more"
    together = {target: asked[target] for target in put_off if len(asked[target]) > 1}
    knobs = {"race-depth", "race-normalization", "race-initialization", "race-activation"}
    unexpected = {
        target: names
        for target, names in together.items()
        if blocks.blocks[target[0]].elem_id not in knobs  # the other is left out while it works
    }
    assert not unexpected
