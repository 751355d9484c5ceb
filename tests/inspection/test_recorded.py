from pathlib import Path

import numpy as np

from explorer.inspection import record
from explorer.inspection.inspect import inspect


def test_a_record_says_itself_in_a_line(tmp_path: Path):
    seen = inspect("cifar-resnet20", np.zeros((32, 32, 3), dtype=np.uint8))
    record.write(tmp_path / "seen", record.files(seen))
    back = record.read(tmp_path / "seen")
    assert repr(back) == repr(seen).replace("Inspection", "Record")
    assert [repr(each) for each in back.stages] == [repr(each) for each in seen.stages]
    np.testing.assert_array_equal(back.picture, seen.picture)
    assert back.scaling == seen.scaling
