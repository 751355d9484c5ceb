import pytest

from explorer.training.run import record
from explorer.training.run.record import EpochRow

ROWS = (
    EpochRow(1, 390, 1.53421, 0.56, 0.4412, 0.0234, 61.25),
    EpochRow(2, 780, 1.1, 0.40123, 0.3687, 0.1, 59.0),
)


def test_training_csv_to_the_letter(tmp_path):
    record.write_rows(tmp_path, ROWS)
    assert (tmp_path / "training.csv").read_text() == (
        "epoch,iteration,loss,train_error,test_error,learning_rate,seconds\n"
        "1,390,1.53421,0.56000,0.44120,0.0234,61.2\n"
        "2,780,1.1,0.40123,0.36870,0.1,59.0\n"
    )


def test_a_run_is_read_back(tmp_path):
    assert not record.has_run(tmp_path)
    record.write_settings(tmp_path, {"network": "cifar-plain20", "class_names": ["猫"]})
    assert record.has_run(tmp_path)
    record.write_rows(tmp_path, ROWS)
    run = record.read_run(tmp_path)
    assert run.settings == {"network": "cifar-plain20", "class_names": ["猫"]}
    assert [row.epoch for row in run.rows] == [1, 2]
    assert run.rows[1].train_error == pytest.approx(0.40123)
    assert run.weights is None
    assert not record.is_finished(tmp_path)


def test_rows_survive_the_checkpoint():
    assert [record.row_from_numbers(record.row_numbers(row)) for row in ROWS] == list(ROWS)


def test_a_folder_that_holds_no_run(tmp_path):
    with pytest.raises(FileNotFoundError, match="no training run"):
        record.read_run(tmp_path)
    record.write_settings(tmp_path, {})
    (tmp_path / "training.csv").write_text("epoch,loss\n1,nonsense\n")
    with pytest.raises(ValueError, match="cannot be read"):
        record.read_run(tmp_path)
