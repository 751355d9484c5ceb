import threading
from collections.abc import Iterator

import pytest
import torch

from explorer.training.processor.one_thread import one_thread
from explorer.training.race.presets import PRESETS
from explorer.training.race.settings import RaceSettings, is_small


@pytest.fixture(autouse=True)
def two_threads() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(2)  # which every new thread takes over when it first computes
    yield
    torch.set_num_threads(before)


def test_one_thread_inside_and_as_before_afterwards():
    with one_thread():
        assert torch.get_num_threads() == 1
    assert torch.get_num_threads() == 2


def test_it_is_given_back_after_a_failure():
    with pytest.raises(KeyError), one_thread():
        raise KeyError
    assert torch.get_num_threads() == 2


def test_threads_made_meanwhile_keep_theirs():
    elsewhere = []
    with one_thread():
        thread = threading.Thread(target=lambda: elsewhere.append(torch.get_num_threads()))
        thread.start()
        thread.join()
    assert elsewhere == [2]


def test_the_presets_are_small_and_the_papers_own_size_is_not():
    assert all(is_small(run) for each in PRESETS for run in each.runs.values())
    assert not is_small(RaceSettings(image_size=32, batch=128))
