"""The tool `race`: a race of bounded length, run to its end in the line of all races."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from anyio import to_thread

from explorer.datasets.downloads import NAMES
from explorer.figures.race.titles import own_title
from explorer.interface.compute_import import import_compute
from explorer.interface.programs.errands import Errands
from explorer.interface.programs.race_answer import race_answer
from explorer.interface.programs.tool import Answer, Parameter, Progress, Schema, Tool
from explorer.interface.race.begin import begin_on
from explorer.interface.race.line import Line
from explorer.interface.race.run import RaceRun
from explorer.interface.settings import PageSettings
from explorer.networks.choices import check_one_of
from explorer.sentences.sentence import refusal
from explorer.training.race.presets import PRESETS, preset
from explorer.training.race.setting import NONE, Choice, Data, Scale, Whole
from explorer.training.race.settings import SETTINGS, RaceSettings

if TYPE_CHECKING:
    from explorer.training.race.events import RaceEvent

MOST_SECONDS: Final = 300.0  # of computing that a race may be expected to take
LEFT_SECONDS: Final = 20.0  # after which a race ends that nobody asks for any more
DATA: Final = ("digits", *NAMES)
_SAYS: Final = (
    "Trains a plain network and a residual one side by side, from the same weights on the same "
    "batches, and answers what became of them: loss, accuracy, the norms of the gradients by "
    "layer, and two words for each network with the rule that gave them. Every setting has the "
    f"preset's value unless given. A race that would take more than {MOST_SECONDS:.0f} seconds is "
    "refused; it waits in line with other races, and one program may have one under way."
)
_ANSWERS: Final = (
    "settings, events of the shortcut switch, data, device, steps and seconds; for plain and "
    "residual the words with their rules, the loss and the accuracy at some steps, and at some "
    "steps the L2 norm of the loss gradient of every convolution's weight, input side first"
)


class RaceErrand:
    """One race that a program ordered.

    Args:
        settings: Of the race.
        events: What the shortcut switch is to do.
        page: The page's settings.
        line: Where races wait for the processor.
    """

    def __init__(
        self,
        settings: RaceSettings,
        events: "tuple[RaceEvent, ...]",
        page: PageSettings,
        line: Line,
    ) -> None:
        self._run = RaceRun(settings, own_title(settings), planned=events)
        self._page = page
        self._line = line

    def work(self) -> Answer:
        """Race; see `Errand.work`."""
        run = self._run
        run.race(begin_on(self._page), self._line, LEFT_SECONDS)
        if run.phase != "finished":
            if run.trouble:
                raise ValueError(run.trouble)
            raise refusal("the race ended early ({phase}): start it again", phase=run.phase)
        return race_answer(run.recorded())

    def progress(self) -> Progress:
        """Of steps; see `Errand.progress`."""
        self._run.seen()
        before = self._line.place(self._run.key) or 0
        return Progress(len(self._run.steps), self._run.settings.steps, before)

    def stop(self) -> None:
        """At the next layer."""
        self._run.do("stop")


def race_tool(page: PageSettings, errands: Errands, line: Line) -> Tool:
    """The tool of a page.

    Args:
        page: Its settings.
        errands: Of programs.
        line: Where races wait for the processor.
    """

    async def ask(given: Mapping[str, Any], who: str) -> AsyncIterator[Progress | Answer]:
        settings, events = wanted(given)
        await to_thread.run_sync(check_cost, settings, page)
        async for each in errands.served(who, RaceErrand(settings, events, page, line)):
            yield each

    keys = "; ".join(f"{each.key}: {each.sentence}" for each in PRESETS)
    first = Parameter(
        "preset",
        {"type": "string", "enum": [each.key for each in PRESETS]},
        f"Where the settings start. {keys}",
        PRESETS[0].key,
    )
    rest = (
        Parameter(name, schema_of(name), f"{help_of(name)} By default the preset's.")
        for name in SETTINGS
    )
    return Tool("race", _SAYS, _ANSWERS, (first, *rest), ask)


def help_of(name: str) -> str:
    """What a setting is; of the data only what may be named here."""
    setting = SETTINGS[name]
    if isinstance(setting.kind, Data):
        return "Images to learn; digits come with the program, all others are downloaded once."
    return setting.help


def schema_of(name: str) -> Schema:
    """What a setting may be, as a JSON schema."""
    kind = SETTINGS[name].kind
    if isinstance(kind, Choice):
        return {"type": "string", "enum": list(kind.allowed)}
    if isinstance(kind, Data):
        return {"type": "string", "enum": list(DATA)}
    if isinstance(kind, Whole):
        return {"type": "integer", "minimum": kind.lowest, "maximum": kind.highest}
    bounds: Schema = {"type": "number", "minimum": kind.least, "maximum": kind.most}
    word = kind.word if isinstance(kind, Scale) else NONE if kind.none else ""
    return {"anyOf": [bounds, {"type": "string", "enum": [word]}]} if word else bounds


def wanted(given: Mapping[str, Any]) -> "tuple[RaceSettings, tuple[RaceEvent, ...]]":
    """The settings, and what the shortcut switch is to do.

    Raises:
        ValueError: There is no such preset, or a setting is wrong.
    """
    changed = dict(given)
    chosen = preset(changed.pop("preset", PRESETS[0].key))
    if "data" in changed:
        check_one_of("data", changed["data"], DATA)  # no path: it would be one of this machine
    settings = replace(chosen.settings, **changed)
    return settings, tuple(each for each in chosen.events if each.step <= settings.steps)


def check_cost(settings: RaceSettings, page: PageSettings) -> None:
    """Refuse what takes too long or does not fit the memory.

    Raises:
        ValueError: It does; says what would fit, and what to do.
    """
    import_compute()
    from explorer.networks.device import choose_device
    from explorer.training.race.cost import check_memory, race_seconds

    device = choose_device(page.device)
    check_memory(settings, device)
    seconds = race_seconds(settings, device)
    if seconds > MOST_SECONDS:
        raise refusal(
            "this race would take about {seconds} s here, and a program may ask for {most} s: "
            "{steps} steps would fit, or run it with the library, explorer.race(...).result(), "
            "which has no such bound",
            seconds=round(seconds),
            most=round(MOST_SECONDS),
            steps=max(1, int(settings.steps * MOST_SECONDS / seconds)),
        )
