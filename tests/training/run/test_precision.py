import pytest
import torch

from explorer.training.run.precision import choose_precision, computing_in

CPU = torch.device("cpu")


@pytest.mark.parametrize(("fast", "chosen"), [(True, "bfloat16"), (False, "float32")])
def test_bfloat16_only_where_the_processor_has_it(monkeypatch, fast, chosen):
    monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: fast)
    monkeypatch.setattr(torch.cpu, "_is_amx_tile_supported", lambda: False)
    assert choose_precision("auto", CPU) == chosen
    assert choose_precision("auto", torch.device("mps")) == "float32"


@pytest.mark.parametrize("wanted", ["float32", "bfloat16"])
def test_what_was_asked_for_is_what_is_computed(wanted):
    assert choose_precision(wanted, CPU) == wanted
    layer = torch.nn.Conv2d(1, 1, 3)
    with computing_in(wanted, CPU):
        assert layer(torch.zeros(1, 1, 4, 4)).dtype == getattr(torch, wanted)
    assert layer(torch.zeros(1, 1, 4, 4)).dtype == layer.weight.dtype == torch.float32
