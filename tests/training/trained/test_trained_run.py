import pytest

from explorer.training.trained.trained_run import by_network, run_from_texts
from tests.training.conftest import draw_bars
from tests.training.runs_on_paper import CURVE, HEADER, card, result, settings, table


def test_a_curve_alone() -> None:
    run = run_from_texts("mine", CURVE)
    assert (run.label, run.network, run.kind, run.seed, run.final) == (
        "mine",
        None,
        None,
        None,
        None,
    )
    assert [(row.iteration, row.train_error, row.test_error) for row in run.rows] == [
        (100, 0.5, 0.6),
        (200, 0.25, 0.375),
    ]
    assert not run.finished


def test_settings_say_what_it_is_and_the_card_how_it_ended() -> None:
    running = run_from_texts("mine", CURVE, settings=settings())
    assert running.network is not None
    assert (running.network.text, running.kind, running.seed) == ("cifar-plain20", "plain", 4)
    assert (running.data, running.recipe, running.planned) == ("cifar10", "short", 1200)
    assert not running.finished
    done = run_from_texts(
        "mine", CURVE, settings=settings("cifar-resnet56"), card=card("cifar-resnet56", seed=4)
    )
    assert (done.kind, done.planned, done.finished) == ("residual", 1200, True)
    assert done.final is not None
    assert done.final.test == pytest.approx(0.125)
    assert done.final.train == pytest.approx(0.0825)
    assert done.final.test_images == 10_000


def test_the_result_says_it_all_and_the_card_is_not_looked_at() -> None:
    text = result("cifar-resnet56", test=8.45, train=2.954, seed=3)
    run = run_from_texts("mine", CURVE, result=text, card="prose of another day")
    assert run.network is not None
    assert (run.network.text, run.data, run.recipe, run.seed, run.planned) == (
        "cifar-resnet56",
        "cifar10",
        "short",
        3,
        1200,
    )
    assert run.final is not None
    assert (run.final.test, run.final.train) == pytest.approx((0.0845, 0.02954))
    assert run.result is not None
    assert run.result.precision == "bfloat16"
    assert run_from_texts("mine", CURVE, card=card()).result is None


def test_a_table_with_windows_line_ends_and_a_mark() -> None:
    assert (
        run_from_texts("m", "\ufeff" + CURVE.replace("\n", "\r\n")).rows
        == run_from_texts("m", CURVE).rows
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "first line"),
        ("epoch,loss\n1,2\n", "first line"),
        (HEADER + "\n", "no epoch"),
        (HEADER + "\n1,2,3\n", "line 2"),
        (HEADER + "\n1,100,0.5,zero,0.5,0.1,9\n", "line 2"),
        (HEADER + "\n1,inf,0.5,0.5,0.5,0.1,9\n", "line 2"),
        (table((0.5, 1.5)), "shares"),
        (table((0.5, float("nan"))), "shares"),
        (table((0.5, 0.5), (0.4, 0.4), iterations=0), "rise"),
        (table((0.5, 0.5), (0.4, 0.4), iterations=-1), "rise"),
        (table(*[(0.5, 0.5)] * 20_001), "20,000 epochs"),
        (table((0.5, 0.5)).replace("1,100", f"1,{'9' * 300}"), "at most 1,000,000,000,000"),
        (table((0.5, 0.5)).replace("1,100", f"{'9' * 300},100"), "at most 1,000,000,000,000"),
    ],
)
def test_a_table_that_is_none(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=rf"curve of mine cannot be read .*{said}"):
        run_from_texts("mine", text)


def test_files_of_two_runs_are_not_one() -> None:
    with pytest.raises(ValueError, match=r"two runs .*cifar-plain20.*cifar-resnet56"):
        run_from_texts("mine", CURVE, settings=settings(), card=card("cifar-resnet56"))
    with pytest.raises(ValueError, match=r"two runs .*result\.json of cifar-resnet56"):
        run_from_texts("mine", CURVE, settings=settings(), result=result("cifar-resnet56"))


def test_runs_of_one_network_by_one_recipe_belong_together() -> None:
    first, second = (run_from_texts("a", CURVE, card=card(seed=seed)) for seed in (0, 1))
    other = run_from_texts("b", CURVE, card=card("cifar-resnet20"))
    longer = run_from_texts("c", table((0.5, 0.5), (0.4, 0.4), (0.3, 0.3)), card=card())
    unknown = run_from_texts("d", CURVE)
    found = by_network([first, other, unknown, longer, second])
    assert found == ((first, second), (other,), (longer,))


def test_what_the_trainer_writes_is_understood(tmp_path) -> None:
    import torch

    from explorer.training.run.settings import TrainingSettings
    from explorer.training.run.trainer import Trainer

    wanted = TrainingSettings("cifar-resnet8", epochs=2, batch=16, width=2, seed=7)
    trainer = Trainer(wanted, draw_bars(), tmp_path, device=torch.device("cpu"))
    for _ in trainer.run():
        pass
    texts = {
        path.name: path.read_text()
        for path in tmp_path.iterdir()
        if path.suffix != ".pt" and path.suffix != ".safetensors"
    }
    curve, begun = texts["training.csv"], texts["settings.json"]
    run = run_from_texts("mine", curve, settings=begun, result=texts["result.json"])
    older = run_from_texts("mine", curve, settings=begun, card=texts["model-card.md"])
    only = run_from_texts("mine", curve, settings=begun)
    assert run.network is not None
    assert (run.network.text, run.data, run.recipe, run.seed) == (
        "cifar-resnet8",
        "bars",
        "short",
        7,
    )
    assert (run.planned, only.planned, only.finished) == (8, 8, True)
    assert run.schedule == only.schedule
    assert run.final is not None
    assert run.final.test_images == 20
    assert run.final.test == pytest.approx(run.rows[-1].test_error, abs=0.06)
    # a card rounds to hundredths of a per cent
    assert older.final is not None
    assert older.final.test == pytest.approx(run.final.test, abs=0.5e-4)
    assert older.final.train == pytest.approx(run.final.train, abs=0.5e-4)
    assert (older.seed, older.planned, older.recipe) == (run.seed, run.planned, run.recipe)
