"""The stage's HTML: both networks with their curves, words and switches, and what moves them."""

from typing import Final

from explorer.words.formula import formula
from explorer.words.marks import term
from explorer.words.texts import attribute, both

NAMED: Final = {"plain": "race_plain", "residual": "race_residual"}
_FORMULA: Final = {"plain": "y = F(x)", "residual": "y = F(x) + x"}
_KEYS: Final = {
    "␣": "race_key_play", "→": "race_key_forward", "←": "race_key_back", "C": "race_key_cut",
    "1 … 7": "race_key_preset",
}  # fmt: skip
_SEEN: Final = ("race_help_curve", "race_help_layers", "race_help_words", "race_help_right")
_KEYS_OF_FILE: Final = ("␣", "→", "←")  # what is past can be replayed, not changed


def stage(is_file: bool = False) -> str:
    """The stage, which stays; `assets/page/stage` fills it.

    Args:
        is_file: Whether it opens without the program, so that nothing can be computed.
    """
    lanes = "".join(lane(kind) for kind in NAMED)
    return (
        '<section class="race-stage"><header><h2 class="question"></h2><p class="title"></p>'
        f'<p class="note"></p><p class="count"></p></header>{_messages()}{lanes}'
        f"{_bar()}{_help(is_file)}</section>"
    )


def _messages() -> str:
    return (
        f'<p class="failure" role="alert" hidden></p><div class="empty">{both("race_empty")}</div>'
    )


def lane(kind: str, on_stage: bool = True) -> str:
    """One network: its curve over its drawing, and beside them what is read from the last row.

    Args:
        kind: `plain` or `residual`.
        on_stage: Whether it is the stage's own, with a switch and names for what is on it.
    """

    def named(part: str) -> str:
        return f' data-stage="{kind}-{part}"' if on_stage else ""

    switch = (
        '<div class="switch" hidden><button type="button"></button>'
        '<input type="range" min="0" max="1.5" step="0.05" value="1"><output></output></div>'
    )
    words = "".join(
        f"<div><dt>{both(f'race_{of}')}</dt>"
        f'<dd class="word" aria-live="polite" data-of="{of}"{named(of)}>'
        f"{term('', '–')}</dd></div>"
        for of in ("gradients", "learning")
    )
    ends = "".join(f"<span>{both(key)}</span>" for key in ("race_first_layer", "race_last_layer"))
    return (
        f'<section class="lane {kind}" data-kind="{kind}"><div class="seen">'
        f'<svg class="curve" role="img"{named("curve")}></svg>'
        f'<div class="axis"><div class="drawing"{named("network")}></div>'
        f'<i class="pulse" aria-hidden="true"></i></div><p class="ends">{ends}</p></div>'
        f'<div class="said"><h3>{both(NAMED[kind])} {formula(_FORMULA[kind])}'
        f'</h3><dl class="words">{words}<div><dt>{both("race_right")}</dt>'
        f'<dd class="accuracy"{named("accuracy")}>–</dd>'
        '<dd class="of"></dd></div></dl>'
        f'<p class="hears"></p>{switch if on_stage else ""}</div></section>'
    )


def _bar() -> str:
    """What moves the race and its replay, and opens the rest."""
    buttons = "".join(
        f'<button type="button" data-wish="{wish}" hidden {attribute("title", title)}>'
        f"{both(name)}</button>"
        for wish, name, title in (
            ("pause", "race_pause", "race_pause_title"),
            ("resume", "race_resume", "race_resume_title"),
            ("step", "race_one_step", "race_one_step_title"),
            ("stop", "race_stop", "race_stop_title"),
            ("more", "race_more", "race_more_title"),
        )
    )
    slider = (
        '<input type="range" min="1" max="1" value="1" step="1" disabled '
        f'{attribute("aria-label", "race_replay")}><span class="marks"></span>'
    )
    return (
        f'<div class="bar">{buttons}<button type="button" class="play" hidden></button>'
        f'<div class="replay"><span class="track">{slider}</span><output></output>'
        f'<button type="button" class="live" hidden>{both("race_to_live")}</button></div>'
        f'<button type="button" data-wish="reset" disabled '
        f"{attribute('title', 'race_reset_title')}>{both('race_reset')}</button>"
        '<button type="button" class="opens-drawer" aria-expanded="false">'
        f'{both("race_details")}</button><button type="button" class="opens-help" '
        f"{attribute('aria-label', 'race_help')} {attribute('title', 'race_help')}>?</button></div>"
        '<div class="under"><span data-chart="stage"><select class="quantity" '
        f"{attribute('aria-label', 'race_quantity')}></select></span>"
        '<span class="compared" hidden></span>'
        '<span class="status" role="status"></span><progress max="1" value="0" '
        f'{attribute("aria-label", "race_progress")}></progress><span class="spacer"></span>'
        f'<label class="kept">{both("race_kept")}<select class="races"></select></label></div>'
    )


def _help(is_file: bool) -> str:
    """What is seen, and the keys."""
    keys = "".join(
        f"<dt>{key}</dt><dd>{both(said)}</dd>"
        for key, said in _KEYS.items()
        if not is_file or key in _KEYS_OF_FILE
    )
    kinds = _SEEN if is_file else (*_SEEN, "race_help_switch")
    seen = "".join(f"<li>{both(key)}</li>" for key in kinds)
    return (
        f'<dialog class="help"><h2>{both("race_help")}</h2><ul>{seen}</ul>'
        f'<dl class="keys">{keys}</dl><button type="button" class="closes">{both("close")}</button>'
        "</dialog>"
    )
