from pathlib import Path

import psutil
import pytest
import torch

from explorer.training.processor.free_memory import free_bytes

CPU = torch.device("cpu")


def test_without_a_container_the_machines_own(tmp_path: Path) -> None:
    free = free_bytes(CPU, tmp_path / "none")
    assert free == pytest.approx(psutil.virtual_memory().available, rel=0.5)


def limited(folder: Path, most: str) -> Path:
    (folder / "memory.max").write_text(f"{most}\n")
    (folder / "memory.current").write_text("70000000\n")
    (folder / "memory.stat").write_text("anon 40000000\ninactive_file 20000000\n")
    return folder


def test_a_container_has_what_its_limit_leaves(tmp_path: Path) -> None:
    assert free_bytes(CPU, limited(tmp_path, "100000000")) == 50_000_000
    assert free_bytes(CPU, limited(tmp_path, "10000000")) == 0


def test_no_limit_is_no_limit(tmp_path: Path) -> None:
    assert free_bytes(CPU, limited(tmp_path, "max")) > 100_000_000


def test_a_gpu_has_its_own_and_what_pytorch_holds_in_reserve(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("torch.cuda.mem_get_info", lambda _: (1000, 5000))
    monkeypatch.setattr("torch.cuda.memory_reserved", lambda _: 700)
    monkeypatch.setattr("torch.cuda.memory_allocated", lambda _: 400)
    assert free_bytes(torch.device("cuda:0")) == 1300
