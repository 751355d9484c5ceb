import asyncio
import threading
from typing import Any

import pytest

from explorer.interface.few_at_once import FewAtOnce
from tests.own_loop import in_its_own_loop


def test_a_few_are_done_at_a_time_in_order_and_others_hold_no_thread() -> None:
    began: list[int] = []
    going = threading.Event()

    def job(number: int) -> int:
        began.append(number)
        assert going.wait(60)
        return number

    async def people() -> None:
        few, threads = FewAtOnce(2), threading.active_count()
        asked = [asyncio.ensure_future(few.run(job, number)) for number in range(50)]
        while len(began) < 2:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)
        assert sorted(began) == [0, 1]
        assert threading.active_count() <= threads + 2
        going.set()
        assert await asyncio.gather(*asked) == list(range(50))

    in_its_own_loop(people())


def test_a_function_keeps_its_name_and_its_errors() -> None:
    def refuse(request: dict[str, Any]) -> str:
        raise ValueError(f"not {request['this']}")

    asked = FewAtOnce().asked(refuse)
    assert asked.__name__ == "refuse"  # type: ignore[attr-defined]

    async def person() -> None:
        await asked({"this": "one"})

    with pytest.raises(ValueError, match="not one"):
        in_its_own_loop(person())
