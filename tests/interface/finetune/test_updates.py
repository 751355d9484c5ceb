"""Two who wait for each other; what a single one is told is tested with the tab."""

from pathlib import Path

import pytest

from explorer.interface.finetune import updates as under_test
from explorer.interface.finetune.begun import FOLLOWS_SECONDS, MOST_LIVE, TURN_SECONDS, Begun
from explorer.interface.finetune.finetunings import MADE_ROOM, Finetuning
from explorer.interface.finetune.form import chosen
from explorer.interface.finetune.updates import updates
from explorer.interface.settings import PageSettings
from tests.interface.finetune.test_form import values
from tests.own_loop import in_its_own_loop
from tests.shapes import draw_shapes


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PageSettings:
    monkeypatch.setattr(under_test, "LOOK", 0.0)
    return PageSettings(device="cpu", weights_folder=tmp_path)


def two(shapes: Path, begun: Begun) -> list[str]:
    return [begun.put(Finetuning(chosen(*values(shapes, epochs=900)))) for _ in range(2)]


def test_the_second_waits_is_told_its_place_and_follows(page: PageSettings, tmp_path: Path):
    begun = Begun()
    first, second = two(draw_shapes(tmp_path / "shapes", 5), begun)

    async def watched() -> None:
        one, other = updates(begun, first, page), updates(begun, second, page)
        await anext(one)
        for _ in range(3):
            said, *_ = await anext(other)
            assert "before yours: 1" in said
            assert "你前面还有 1 个" in said
            assert "turn comes" not in said  # nobody knows before the first has learned a step
        begun.get(first).seconds_left = 300.0
        said, *_ = await anext(other)
        assert "Its turn comes in about 5 min." in said
        assert "大约 5 分钟 后轮到你。" in said
        await one.aclose()  # its page was left
        assert begun.get(first) is None
        assert "before yours" not in (await anext(other))[0]
        await other.aclose()

    in_its_own_loop(watched())


def test_who_stops_in_line_hears_so_at_once_and_the_first_goes_on(
    page: PageSettings, tmp_path: Path
):
    begun = Begun()
    first, second = two(draw_shapes(tmp_path / "shapes", 5), begun)

    async def watched() -> None:
        one, other = updates(begun, first, page), updates(begun, second, page)
        await anext(one)
        await anext(other)
        begun.get(second).stop()
        said = [each[0] async for each in other]
        assert "stopped before anything was learned" in said[-1]
        await anext(one)
        await one.aclose()

    in_its_own_loop(watched())


def test_after_its_turn_one_keeps_its_best_for_others_wait(page: PageSettings, tmp_path: Path):
    now = [0.0]
    begun = Begun(clock=lambda: now[0])
    first, second = two(draw_shapes(tmp_path / "shapes", 5), begun)
    run = begun.get(first)
    assert run is not None

    async def watched() -> None:
        one, other = updates(begun, first, page), updates(begun, second, page)
        await anext(one)
        await anext(other)
        while len(run.rows) < 2:
            await anext(one)
        now[0] = TURN_SECONDS + 1
        said = [each[3] async for each in one]
        assert str(MADE_ROOM) in said[-1]
        assert "让出位置" in said[-1]
        assert run.result is not None
        assert 2 <= len(run.result.rows) < 900
        assert "before yours" not in (await anext(other))[0]
        await other.aclose()

    in_its_own_loop(watched())


def test_one_that_was_begun_anew_says_no_more(page: PageSettings, tmp_path: Path):
    begun = Begun()
    first, _ = two(draw_shapes(tmp_path / "shapes", 5), begun)

    async def watched() -> None:
        one = updates(begun, first, page)
        await anext(one)
        begun.put(Finetuning(begun.get(first).choice), first)
        assert [each async for each in one] == []

    in_its_own_loop(watched())


def test_among_many_that_were_only_begun_one_comes_to_its_end(page: PageSettings, tmp_path: Path):
    now = [0.0]
    begun = Begun(clock=lambda: now[0])
    shapes = draw_shapes(tmp_path / "shapes", 5)
    begins = [Finetuning(chosen(*values(shapes, epochs=2))) for _ in range(47)]
    for each in begins[:MOST_LIVE]:
        begun.put(each)
    now[0] = FOLLOWS_SECONDS + 1
    innocent = begun.put(begins[-1])
    for each in begins[MOST_LIVE:-1]:
        begun.put(each)  # they take each other's places, not the innocent's

    async def watched() -> None:
        said = [each async for each in updates(begun, innocent, page)]
        assert "before yours" not in str(said)
        assert said[-1][0] == ""
        assert Path(said[-1][6]).is_file()

    in_its_own_loop(watched())
    begun.close()
    for each in begins:
        each.forget()
