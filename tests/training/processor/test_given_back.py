import ctypes
import sys

import psutil
import pytest

from explorer.training.processor.given_back import give_memory_back


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's malloc")
def test_what_is_free_between_pieces_in_use_goes_back_to_the_system() -> None:
    c = ctypes.CDLL(None)
    if not hasattr(c, "malloc_trim"):
        pytest.skip("another C library")
    c.malloc.restype, c.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
    pieces = [c.malloc(64_000) for _ in range(2000)]
    for each in pieces:
        ctypes.memset(each, 1, 64_000)
    for each in pieces[:-1]:  # the last one keeps the heap from being cut
        c.free(each)
    before = psutil.Process().memory_info().rss
    give_memory_back()
    after = psutil.Process().memory_info().rss
    c.free(pieces[-1])
    assert before - after > 100e6


def test_another_c_library_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda _: object())
    give_memory_back()
