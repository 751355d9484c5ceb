"""What the words of a network rest on at a step, as HTML in every language."""

from explorer.training.race.result import NetworkStep, SelfCheck
from explorer.training.race.self_checks import EQUAL, ZERO
from explorer.words.sentences import both_languages
from explorer.words.texts import both


def explained(each: NetworkStep) -> str:
    """The rule and the lights of one network, as HTML in every language."""
    lights = "".join(f"<li>{_light(check)}</li>" for check in each.checks)
    return (
        f'<p class="rule"><b>{both("race_gradients")}:</b> {both_languages(each.verdict.rule)}</p>'
        f'<p class="rule"><b>{both("race_learning")}:</b> {both_languages(each.learning.rule)}</p>'
        f'<ul class="checks" {_LIST}>{lights}</ul>'
    )


_LIST = 'role="list"'
# what a person reads in place of the names in `checks.csv`
_CHECK_NAMES = {EQUAL: "race_check_equal", ZERO: "race_check_zero"}


def _light(check: SelfCheck) -> str:
    state = {True: "ok", False: "broken", None: "off"}[check.passed]
    name = f"<b>{both(_CHECK_NAMES[check.name])}</b>" if check.name in _CHECK_NAMES else ""
    return f'<span class="light {state}">{name} {both_languages(check.note)}</span>'
