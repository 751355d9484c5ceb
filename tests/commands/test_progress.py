"""Progress goes to standard error and results to standard output, on a terminal or not."""

import io
import signal
import sys
from collections.abc import Iterator

import pytest
from rich.console import Console

from explorer.commands import progress
from explorer.commands.progress import Narrator, printable_streams


def test_results_and_sentences_go_to_their_own_streams(capsys: pytest.CaptureFixture[str]) -> None:
    long = "a sentence of many words " * 20
    with Narrator() as narrator:
        narrator.say(long.strip() + "\n[red]and brackets[/red] stay")
        narrator.step("photographs", 1, 2)
        narrator.result("out/dog")
    output, said = capsys.readouterr()
    assert output == "out/dog\n"
    assert said == long.strip() + " [red]and brackets[/red] stay\n"


def test_a_terminal_gets_a_bar_and_results_stay_on_standard_output(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = io.StringIO()

    def terminal(**_: object) -> Console:
        return Console(file=screen, force_terminal=True, width=80, soft_wrap=True)

    monkeypatch.setattr(progress, "Console", terminal)
    with Narrator() as narrator:
        narrator.step("photographs", 1, 4)
        narrator.result("out/dog")
        narrator.step("photographs", 2, 4, "now a zebra")
    assert capsys.readouterr().out == "out/dog\n"
    assert "photographs" in screen.getvalue()
    assert "50 %" in screen.getvalue()
    assert "now a zebra" in screen.getvalue()


@pytest.fixture
def heard() -> Iterator[None]:
    """Ctrl+C counts, also where a shell began this in the background and lets it be ignored."""
    former = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, former)


@pytest.mark.usefixtures("heard")
@pytest.mark.parametrize("method", ["set_live", "clear_live"])
def test_ctrl_c_while_bars_begin_or_end_around_a_result_counts_after_it(
    method: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    done = getattr(Console, method)

    def asked(console: Console, *given: object) -> object:
        signal.raise_signal(signal.SIGINT)
        return done(console, *given)

    monkeypatch.setattr(
        progress, "Console", lambda **_: Console(file=io.StringIO(), force_terminal=True)
    )

    def told() -> None:
        with Narrator() as narrator, monkeypatch.context() as patch:
            patch.setattr(Console, method, asked)
            narrator.result("out/dog")

    with pytest.raises(KeyboardInterrupt):
        told()
    assert capsys.readouterr().out == "out/dog\n"


def test_a_download_without_a_terminal_speaks_now_and_then(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter([100.0, 101.0, 105.0, 111.0, 112.0])
    monkeypatch.setattr(progress, "monotonic", lambda: next(clock))
    with Narrator() as narrator:
        for done in range(5):
            narrator.download(done * 10_000_000, 100_000_000)
    assert capsys.readouterr().err.splitlines() == [
        "downloading weights: 0 MB done, 100 MB",
        "downloading weights: 30 MB done, 100 MB",
    ]


def test_a_name_that_the_encoding_lacks_is_printed_with_escapes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    printable_streams()
    print("狗\udcff", flush=True)
    assert raw.getvalue() == b"\\u72d7\\udcff\n"
