"""The Race tab: a plain and a residual network learn side by side, seen live."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr
from gradio.events import Dependency

from explorer.figures.race.titles import shown
from explorer.interface.links.asked import Asked
from explorer.interface.links.race_link import TAB, asked_settings, asked_turns
from explorer.interface.race.files import names, uploaded_race
from explorer.interface.race.form import ASKED, RaceForm, chosen, knobs_of, matching_preset
from explorer.interface.race.runs import Runs
from explorer.interface.race.view import race_view
from explorer.interface.words.failure import alert
from explorer.interface.words.language import Labels, both, text
from explorer.training.race.events import RaceEvent
from explorer.training.race.settings import RaceSettings, from_description
from explorer.words.languages import LANGUAGES, language_of
from explorer.words.sentences import both_languages


@dataclass(frozen=True)
class LinkedRace:
    """What a link asks for: its shortcut switch turns in a race of these settings, and in no other.

    Attributes:
        settings: All of them.
        turns: What the switch is to do.
    """

    settings: RaceSettings
    turns: tuple[RaceEvent, ...]


def turns_note(turns: Sequence[RaceEvent]) -> str:
    """What the switch will do as a link says, as HTML in both languages; empty if it is nothing."""
    if not turns:
        return ""

    def listed(language: str) -> str:
        return language_of(language).separator.join(
            text(
                language, "race_link_turn", step=each.step, factor=f"{each.factor:g}",
                network=text(language, f"race_{each.network}"),
            )
            for each in turns
        )  # fmt: skip

    return f'<p class="note">{both("race_link_turns", turns=listed)}</p>'


def race_tab(labels: Labels, runs: Runs) -> Callable[[gr.State], Dependency]:
    """Lay the tab out where the page is being built.

    Args:
        labels: Collects what the language switch must rename.
        runs: The page's races.

    Returns:
        What fills the form with described settings (see `race_settings.described`) whenever a state
        changes to them; it returns that event.
    """
    form = RaceForm(labels)
    view = race_view(runs)
    form.rest()
    with gr.Accordion(labels("race_open"), open=False, elem_id="race-open") as opener:
        files = gr.File(
            label=labels("race_open_files"), file_count="multiple", height=120,
            file_types=[".json", ".csv", ".zip", ".html"], elem_id="race-files",
        )  # fmt: skip
        labels.follow(files, label="race_open_files")
    labels.follow(opener, label="race_open")

    def begin(
        former: str, linked: LinkedRace | None, file: str | None, *values: Any
    ) -> tuple[Any, str, list[Any], Any]:
        """The race that the same person started before makes room."""
        tried = knobs_of(values)
        try:
            races = chosen(file, *values)
            turns = linked.turns if linked and linked.settings == races[0][0] else None
            run = runs.start(races, former, turns)
        except (ValueError, OSError) as error:
            return gr.skip(), alert(both_languages(error)), tried, gr.skip()
        return json.dumps(names(run)), turns_note(turns or ()), tried, run.token

    def turned(
        former: str, tried: list[Any], linked: LinkedRace | None, file: str | None, *values: Any
    ) -> tuple[Any, Any, Any, Any]:
        """A menu also reports when it is left as it was."""
        if knobs_of(values) == tried:
            return gr.skip(), gr.skip(), gr.skip(), gr.skip()
        return begin(former, linked, file, *values)

    def replay(paths: Sequence[str] | None) -> tuple[Any, str]:
        if not paths:
            return gr.skip(), ""
        try:
            recorded = uploaded_race(paths)
        except (ValueError, OSError) as error:
            return gr.skip(), alert(both_languages(error))
        title = {language: text(language, "race_recorded_title") for language in LANGUAGES}
        return json.dumps(names(runs.keep(recorded, title))), ""

    quick: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    mine = gr.State("")  # the token of the race that was started last
    linked = gr.State(None)
    begun = [view, form.trouble, form.tried, mine]
    form.start.click(begin, [mine, linked, *form.inputs], begun, queue=False, **quick)
    gr.on(
        [each.input for each in form.knobs],  # type: ignore[attr-defined]
        turned,
        [mine, form.tried, linked, *form.inputs],
        begun,
        queue=False,
        trigger_mode="always_last",
        **quick,
    )
    files.upload(replay, files, [view, form.trouble], **quick)

    def filled(
        said: str, described: dict[str, Any] | None, turns: tuple[RaceEvent, ...] | None = None
    ) -> list[Any]:
        if not described:
            return [said or gr.skip(), *[gr.skip()] * (4 + len(form.components))]
        values = [described[name] for name in ASKED]
        held = None if turns is None else LinkedRace(from_description(described), turns)
        return [said, held, *matching_preset(values), knobs_of(values), *values]

    def fill_linked(request: gr.Request) -> list[Any]:
        """What the address asks for stands in the form; only a person starts it."""
        asked = Asked(dict(request.query_params), TAB)
        described, turns = asked_settings(asked), asked_turns(asked)
        try:
            runs.get(asked.text("race"))
            gone = ""
        except LookupError:
            gone = f'<p class="note">{both("race_link_gone" if described else "race_gone")}</p>'
        return filled(gone + turns_note(turns or ()) + asked.said(), described, turns)

    form_filled = [form.trouble, linked, form.preset, form.sentence, form.tried, *form.components]
    form.preset.input(lambda: None, None, linked, **quick)
    view.input(fill_linked, None, form_filled, queue=False, **quick)

    def fill_from(settings: gr.State) -> Dependency:
        def fill(described: dict[str, Any] | None) -> list[Any]:
            if not described:
                return filled("", None)
            loaded = both("race_loaded", **shown(from_description(described)))
            return filled(f'<p class="note">{loaded}</p>', described)

        return settings.change(fill, settings, form_filled, queue=False, **quick)

    return fill_from
