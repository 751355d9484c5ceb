from explorer.training.measuring.quantities import LAYER_COLUMNS, QUANTITIES
from explorer.training.race.result import NetworkStep


def test_every_quantity_is_measured_at_every_step_and_recorded():
    fields = NetworkStep.__dataclass_fields__
    assert [name for name in fields if name in QUANTITIES] == list(QUANTITIES)
    assert LAYER_COLUMNS[4:] == QUANTITIES
