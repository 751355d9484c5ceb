import subprocess
import sys
from dataclasses import replace

import numpy as np

from explorer.inspection.blocks.sums import Unrolled, UnrolledSum, UnrolledTerm
from explorer.inspection.blocks.unrolled_sum import unrolled_sums


def test_a_sum_holds_as_far_as_rounding_reaches() -> None:
    found = unrolled_sums("cifar-resnet20", np.full((32, 32, 3), 90, np.uint8))[0]
    assert isinstance(found, UnrolledSum)
    assert all(isinstance(each, UnrolledTerm) for each in found.terms)
    for difference, holds, sign in ((1.0, True, "="), (1.5, False, "is not")):
        told = replace(found, difference=difference, tolerance=1.0)
        assert told.holds == holds
        assert f"x_3 {sign} x_0 + 3 F, largest difference {difference:.3g}" in repr(told)


def test_what_was_computed_can_be_read_where_there_is_no_pytorch() -> None:
    program = f"import sys, {Unrolled.__module__}; print('torch' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert said.stdout.split() == [b"False"]
