from collections.abc import Sequence

import pytest
import torch

from explorer.networks.device import choose_device, device_label, in_smaller_batches


def machine(monkeypatch: pytest.MonkeyPatch, *, gpus: int = 0, mps: bool = False) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: gpus > 0)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: gpus)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)


@pytest.mark.parametrize(
    ("gpus", "mps", "chosen"),
    [(2, True, "cuda:0"), (1, False, "cuda:0"), (0, True, "mps"), (0, False, "cpu")],
)
def test_auto_is_cuda_else_mps_else_cpu(
    monkeypatch: pytest.MonkeyPatch, gpus: int, mps: bool, chosen: str
) -> None:
    machine(monkeypatch, gpus=gpus, mps=mps)
    assert choose_device() == torch.device(chosen)
    assert choose_device("auto") == torch.device(chosen)


def test_a_named_device_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    machine(monkeypatch, gpus=2, mps=True)
    assert choose_device("cuda:1") == torch.device("cuda:1")
    assert choose_device("CUDA") == torch.device("cuda:0")
    assert choose_device("mps") == torch.device("mps")
    assert choose_device(torch.device("cpu")) == torch.device("cpu")


@pytest.mark.parametrize("name", ["cuda", "cuda:0", "mps", "cpu:1"])
def test_an_absent_device_is_refused_with_what_is_there(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    machine(monkeypatch)
    with pytest.raises(ValueError, match=f"no device '{name}'.*one of cpu"):
        choose_device(name)


def test_a_gpu_beyond_the_last_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    machine(monkeypatch, gpus=2)
    with pytest.raises(ValueError, match=r"cuda:2.*cuda:0, cuda:1, cpu"):
        choose_device("cuda:2")


@pytest.mark.parametrize("name", ["gpu", "", "cuda:x", "cuda:-1", "tpu"])
def test_an_unknown_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="device must be auto, cuda"):
        choose_device(name)


def test_labels_are_for_people(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch, "get_num_threads", lambda: 1)
    assert device_label(torch.device("cpu")) == "CPU (1 thread)"
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda device: "NVIDIA H200")
    assert device_label(torch.device("cuda:1")) == "NVIDIA H200 (cuda:1)"
    assert device_label(torch.device("mps")).endswith("(mps)")


def test_a_batch_that_does_not_fit_is_halved_until_it_does() -> None:
    tried: list[int] = []

    def compute(items: Sequence[int]) -> list[int]:
        tried.append(len(items))
        if len(items) > 3:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return [item * 10 for item in items]

    assert in_smaller_batches(range(10), compute) == [item * 10 for item in range(10)]
    assert tried == [10, 5, 2, 3, 5, 2, 3]


def test_one_image_that_does_not_fit_is_one_sentence() -> None:
    def compute(items: Sequence[int]) -> list[int]:
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB")

    with pytest.raises(ValueError, match=r"even one image.*--device cpu"):
        in_smaller_batches(range(4), compute)


def test_other_errors_pass() -> None:
    def compute(items: Sequence[int]) -> list[int]:
        raise RuntimeError("another")

    with pytest.raises(RuntimeError, match="another"):
        in_smaller_batches([1, 2], compute)


def test_where_a_race_is_recorded_what_the_gpu_keeps_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """PyTorch refuses to give it back then; the halves are computed all the same."""

    def refuses() -> None:
        raise RuntimeError("captures_underway.empty() INTERNAL ASSERT FAILED")

    def compute(part: Sequence[int]) -> list[int]:
        if len(part) > 2:
            raise torch.OutOfMemoryError
        return list(part)

    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "empty_cache", refuses)
    assert in_smaller_batches(range(5), compute) == [0, 1, 2, 3, 4]
