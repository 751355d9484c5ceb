"""A fine-tuning as Python: what it starts from, what learns, how often it is right."""

from explorer.scripting.program import Cell, Program
from explorer.scripting.writing import call, changed, literal
from explorer.sentences.sentence import Sentence
from explorer.training.finetune.settings import FinetuneSettings


def finetune_program(
    network: str, settings: FinetuneSettings, pictures: str = "your-pictures"
) -> Program:
    """The calls that teach a network the same, and print how often it is right.

    Args:
        network: A network's name, or the file of a person's own.
        settings: What is trained, and how.
        pictures: A folder of class-named folders, or a zip of it.
    """
    tuned = Cell(
        Sentence("Teach it: put here a folder with a folder of pictures for each class, or a zip"),
        call(
            "explorer.finetune", literal(network), literal(pictures), assigned="tuned",
            **changed(settings),
        ),
    )  # fmt: skip
    right = Cell(
        Sentence("How often it is right on pictures that it did not learn from"),
        "result = tuned.result\n"
        "low, high = result.interval\n"
        'print(f"{result.right} of {len(result.held_out)} right, {result.accuracy:.0%}")\n'
        'print(f"evidence for {low:.0%} to {high:.0%}, guessing {result.guessing:.0%}")\n'
        "for name, share in zip(result.class_names, result.per_class):\n"
        '    print(f"{name}: {share:.0%}")',
        "tuned",
    )
    return Program(
        "finetune",
        Sentence("ResNet Explorer: a network learns to tell your own pictures apart"),
        (tuned, right),
    )
