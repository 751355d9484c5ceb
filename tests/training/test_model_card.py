import platform

import torch

from explorer.training.model_card import model_card, versions


def test_a_card_to_the_letter() -> None:
    text = model_card(
        "net on `cats`", [("note", "a|b\n c"), ("note", "<b>")], "So.", "- one\n- two"
    )
    assert text == (
        "# net on 'cats'\n\n"
        "| | |\n|---|---|\n| note | a\\|b c |\n| note | &lt;b> |\n\n"
        "So.\n\n- one\n- two\n\n"
        "The network knows only the classes above. Whatever it is shown, it answers with one of "
        "them.\n"
    )


def test_the_versions() -> None:
    said = versions()
    assert f"Python {platform.python_version()}, PyTorch {torch.__version__}, " in said
