import subprocess
import sys

import pytest

from explorer.training.finetune.settings import FinetuneSettings, head_epochs


def test_epochs_follow_the_pictures_unless_given():
    assert FinetuneSettings("head").epochs_for(16) == 100
    assert FinetuneSettings("head").epochs_for(10_000) == 10
    assert FinetuneSettings("all").epochs_for(16) == 20
    assert FinetuneSettings("last-stage").epochs_for(1000) == 4
    assert FinetuneSettings("all", epochs=7).epochs_for(16) == 7
    assert head_epochs(160) == 30  # 10 batches of 16, 300 steps


def test_statistics_are_frozen_for_small_sets():
    assert FinetuneSettings("all").freezes_statistics(499)
    assert not FinetuneSettings("all").freezes_statistics(500)
    assert FinetuneSettings("head").freezes_statistics(10_000)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"train": "tail"}, "train must be one of head, last-stage, all, got 'tail'"),
        ({"epochs": 0}, "epochs must be a whole number from 1 to 1000, got 0"),
        ({"epochs": 1001}, "got 1001"),
        ({"seed": -1}, "seed must be a whole number from 0 to 4294967295, got -1"),
    ],
)
def test_other_values_are_refused(wrong, said):
    with pytest.raises(ValueError, match=said):
        FinetuneSettings(**wrong)


def test_settings_and_results_need_no_tensor_library():
    code = "import explorer.training.finetune.result, sys; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
