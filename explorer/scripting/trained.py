"""The figures of trained networks as Python: where the curves end, how strongly layers respond."""

from collections.abc import Sequence

from explorer.scripting.program import Cell, Program
from explorer.scripting.writing import literal
from explorer.sentences.sentence import Sentence


def trained_program(networks: Sequence[str], own: bool = False) -> Program:
    """The calls that print the ends of the curves of Figure 6 and the means of Figure 7.

    Args:
        networks: Names of those whose responses are looked at.
        own: Whether a person's own photographs are looked at, instead of the examples.
    """
    ends = Cell(
        Sentence("Where the curves of the networks end that come with the program"),
        "for run in explorer.shipped_runs():\n"
        "    last = run.rows[-1]\n"
        '    errors = f"train {last.train_error:.2%}, test {last.test_error:.2%}"\n'
        '    print(f"{run.label}: epoch {last.epoch}, {errors}")',
    )
    said: str = Sentence(
        "Figure 7: how far the responses of the 3x3 layers spread, on the example pictures"
    )
    taken = (
        'photographs = [explorer.read_photograph(each.path) for each in explorer.examples("cifar")]'
    )
    if own:
        said = Sentence(
            "Figure 7: how far the responses of the 3x3 layers spread, on your pictures"
        )
        taken = (
            'photographs = [explorer.read_photograph(path) for path in Path("your-pictures")'
            ".iterdir()]"
        )
    responses = Cell(
        said,
        f"{taken}\n"
        f"for name in {literal(tuple(networks))}:\n"
        "    network = explorer.load(name)\n"
        "    batches = photograph_batches(network, photographs)\n"
        '    found = response_deviation(network, batches, "photographs")\n'
        '    print(f"{name}: mean {found.deviation.mean():.3f}")',
    )
    inspection = "from explorer.inspection.response_deviation import "
    imports = [f"{inspection}photograph_batches, response_deviation"]
    if own:
        imports.append("from pathlib import Path")
    return Program(
        "trained",
        Sentence("ResNet Explorer: networks that were trained by this program"),
        (ends, responses) if networks else (ends,),
        tuple(imports) if networks else (),
    )
