import threading

import pytest
import torch

from explorer.training.processor.side_by_side import SideBySide


def test_two_tasks_are_at_work_at_the_same_time():
    meeting = threading.Barrier(2, timeout=120)  # nobody passes alone
    both = SideBySide(at_once=True)
    assert sorted(both.do([meeting.wait, meeting.wait])) == [0, 1]
    both.close()


@pytest.mark.parametrize("at_once", [True, False])
def test_what_they_return_is_in_their_order(at_once):
    both = SideBySide(at_once)
    assert both.do([lambda: "first", lambda: "second"]) == ["first", "second"]
    assert both.do([lambda: "only"]) == ["only"]
    assert both.do([]) == []
    both.close()


def test_without_a_second_thread_all_is_done_here():
    here = threading.get_ident()
    assert SideBySide(at_once=False).do([threading.get_ident] * 2) == [here, here]
    both = SideBySide(at_once=True)
    first, second = both.do([threading.get_ident] * 2)
    assert (first, second != here) == (here, True)
    both.close()


def test_the_other_thread_has_one_processor_whatever_others_have():
    before = torch.get_num_threads()
    try:
        torch.set_num_threads(3)  # which every new thread takes over when it first computes
        both = SideBySide(at_once=True)
        assert both.do([torch.get_num_threads] * 2) == [3, 1]
        both.close()
    finally:
        torch.set_num_threads(before)


@pytest.mark.parametrize("at_fault", [0, 1])
def test_an_error_is_passed_on_when_both_have_ended(at_fault):
    ended = []

    def fails():
        raise ValueError("no memory")

    tasks = [lambda: ended.append("the other")] * 2
    tasks[at_fault] = fails
    both = SideBySide(at_once=True)
    with pytest.raises(ValueError, match="no memory"):
        both.do(tasks)
    assert ended == ["the other"]
    both.close()


def test_closing_ends_the_thread():
    both = SideBySide(at_once=True)
    (_, thread) = both.do([threading.current_thread] * 2)
    both.close()
    both.close()
    assert not thread.is_alive()


def test_where_the_first_breaks_off_the_other_hears_of_it():
    heard = threading.Event()
    both = SideBySide(at_once=True, broken_off=heard.set)

    def interrupted():
        raise KeyboardInterrupt

    waited = []
    with pytest.raises(KeyboardInterrupt):
        both.do([interrupted, lambda: waited.append(heard.wait(120))])
    assert waited == [True]
    both.close()
