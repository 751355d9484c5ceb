"""Coroutines in tests: the thread of a worker that has opened a browser has a loop already."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Result = TypeVar("Result")


def in_its_own_loop(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """What a coroutine returns or raises, run in a thread of its own."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()
