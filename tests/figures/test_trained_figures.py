import numpy as np
import plotly.graph_objects as go
import pytest

from explorer.figures.network_line import shade, width
from explorer.figures.trained_curve import MOST_POINTS
from explorer.figures.trained_figures import figure_1, figure_6, figure_7
from explorer.inspection.result import ResponseDeviation
from explorer.training.trained.shipped import shipped_runs
from explorer.training.trained.trained_run import TrainedRun, run_from_texts
from tests.training.runs_on_paper import card, settings, table

CURVE = table((0.5, 0.6), (0.25, 0.375))


def run(network: str, curve: str = CURVE, seed: int = 0) -> TrainedRun:
    return run_from_texts(network, curve, card=card(network, seed=seed))


def lines(figure: go.Figure) -> dict[tuple[str, str], go.Scatter]:
    """By name and axis; bands and marks left out."""
    return {(each.name, each.xaxis): each for each in figure.data if each.mode == "lines+markers"}


def test_figure_1_has_training_on_the_left_and_test_on_the_right_of_plain_networks() -> None:
    figure = figure_1([run("cifar-plain20"), run("cifar-plain56"), run("cifar-resnet20")])
    found = lines(figure)
    assert set(found) == {
        ("plain, 20 layers: training error", "x"),
        ("plain, 20 layers: test error", "x2"),
        ("plain, 56 layers: training error", "x"),
        ("plain, 56 layers: test error", "x2"),
    }
    training = found["plain, 20 layers: training error", "x"]
    assert (list(training.x), list(training.y)) == ([100, 200], [0.5, 0.25])
    assert training.line.dash == "dash"
    test = found["plain, 20 layers: test error", "x2"]
    assert (list(test.y), test.line.dash, test.marker.symbol) == ([0.6, 0.375], "solid", "circle")
    deep = found["plain, 56 layers: test error", "x2"]
    assert deep.line.color != test.line.color
    assert [each.text for each in figure.layout.annotations] == [
        "training error", "test error", "20", "56", "20", "56",
    ]  # fmt: skip


def test_figure_6_has_a_panel_for_each_kind() -> None:
    found = lines(figure_6([run("cifar-plain20"), run("cifar-resnet56")]))
    assert set(found) == {
        ("plain, 20 layers: training error", "x"),
        ("plain, 20 layers: test error", "x"),
        ("residual, 56 layers: training error", "x2"),
        ("residual, 56 layers: test error", "x2"),
    }
    assert found["residual, 56 layers: test error", "x2"].marker.symbol == "square"


def test_the_axis_shows_the_end_and_is_shared() -> None:
    low = figure_6([run("cifar-plain20", table((0.9, 0.9), (0.1, 0.12)))])
    assert tuple(low.layout.yaxis.range) == (0, 0.25)
    high = figure_6([run("cifar-plain20", table((0.9, 0.9), (0.9, 0.9)))])
    assert tuple(high.layout.yaxis.range) == (0, 1)
    assert low.layout.yaxis2.matches == "y"


def test_one_network_that_fails_does_not_flatten_all_others() -> None:
    pair = [run("cifar-plain20", table((0.9, 0.9), (0.05, 0.1)))]
    failed = run("cifar-plain110", table((0.9, 0.9), (0.6, 0.62)))
    own = run_from_texts("mine", table((0.9, 0.9), (0.6, 0.5)))
    assert tuple(figure_6([*pair, failed]).layout.yaxis.range) == (0, 0.25)
    assert tuple(figure_6([failed]).layout.yaxis.range) == pytest.approx((0, 0.992))
    assert tuple(figure_6(pair, [own]).layout.yaxis.range) == pytest.approx((0, 0.96))


def test_depths_at_the_ends_of_curves_do_not_lie_over_each_other() -> None:
    ends = {20: 0.1, 32: 0.101, 44: 0.102, 56: 0.2}
    runs = [run(f"cifar-plain{depth}", table((end, end))) for depth, end in ends.items()]
    for runs_ in (runs, runs[::-1]):
        texts = [each for each in figure_6(runs_).layout.annotations if each.text.isdigit()]
        assert [each.text for each in texts] == ["20", "32", "44", "56"]
        places = [each.y for each in texts]
        assert (np.diff(places) >= 0.012).all()
        assert places[-1] == 0.2
        assert places[0] == 0.1
        assert {each.xref for each in texts} == {"x"}


def test_the_legend_has_one_entry_for_each_network_and_room_for_all() -> None:
    depths = (20, 32, 44, 56, 110)
    runs = [run(f"cifar-{kind}{depth}") for kind in ("plain", "resnet") for depth in depths]
    figure = figure_6(runs)
    named = [each for each in figure.data if each.showlegend]
    assert len(named) == 10
    assert all(each.name.endswith("test error") for each in named)
    groups = [each.legendgroup for each in figure.data]
    assert all(groups.count(each.legendgroup) == 2 for each in named)
    assert figure.layout.height > figure_6(runs[:1]).layout.height


def test_seeds_are_one_line_over_the_range_of_all() -> None:
    seeds = [
        run("cifar-plain20", table((0.5, 0.5), (0.25, end)), seed)
        for seed, end in enumerate((0.25, 0.5, 0.75))
    ]
    figure = figure_6(seeds)
    test = lines(figure)["plain, 20 layers: test error (3 seeds)", "x"]
    assert list(test.y) == pytest.approx([0.5, 0.5])
    band = next(each for each in figure.data if each.mode == "lines" and each.y[1] == 0.75)
    assert list(band.x) == [100, 200, 200, 100]
    assert list(band.y) == [0.5, 0.75, 0.25, 0.5]
    assert band.fill == "toself"


def test_another_schedule_is_another_line() -> None:
    longer = run("cifar-plain20", table((0.5, 0.6), (0.3, 0.4), (0.2, 0.3)), seed=1)
    figure = figure_6([run("cifar-plain20"), longer])
    assert [len(each.x) for each in figure.data] == [2, 2, 3, 3]


def test_a_persons_runs_stand_on_the_same_axes_under_their_names() -> None:
    plain = run_from_texts("my <run>", CURVE, settings=settings("cifar-plain32"))
    unknown = run_from_texts("training.csv", CURVE)
    residual = run_from_texts("other", CURVE, settings=settings("cifar-resnet32"))
    shipped = [run("cifar-plain20")]
    own = [plain, unknown, residual]
    found = lines(figure_6(shipped, own))
    assert [key for key in found if "training" not in key[0].partition(": ")[2]] == [
        ("plain, 20 layers: test error", "x"),
        ("my &lt;run&gt;: test error", "x"),
        ("training.csv: test error", "x"),
        ("training.csv: test error", "x2"),
        ("other: test error", "x2"),
    ]
    twice = [each.showlegend for key, each in found.items() if key[0].startswith("training.csv")]
    assert twice == [False, True, False, False]  # each run once in the legend
    colours = {each.line.color for each in found.values()}
    assert len(colours) == 4
    assert not any(key[0].startswith("other") for key in lines(figure_1(shipped, own)))


def test_a_run_of_thousands_of_epochs_is_thinned_and_looks_the_same() -> None:
    errors = [(0.5, 0.25 + 0.0001 * (place % 7)) for place in range(20_000)]
    errors[12_345] = (0.5, 0.99)  # one epoch, in one of the figure's stretches
    errors[6_789] = (0.01, 0.3)
    long = run_from_texts("long", table(*errors))
    figure = figure_6([run("cifar-plain20")], [long])
    found = lines(figure)
    test, training = (found[f"long: {which} error", "x"] for which in ("test", "training"))
    for line, whole in ((test, [each[1] for each in errors]), (training, [0.5])):
        assert len(line.x) <= MOST_POINTS + 2
        assert (line.x[0], line.x[-1]) == (100, 2_000_000)
        assert max(line.y) == max(whole)
        points = dict(zip(line.x, line.y, strict=True))
        which = 1 if line is test else 0
        assert all(errors[x // 100 - 1][which] == y for x, y in points.items())
    assert (1_234_600, 0.99) in zip(test.x, test.y, strict=True)
    assert (679_000, 0.01) in zip(training.x, training.y, strict=True)
    assert sum(each.text == "▲ up to 99%" for each in figure.layout.annotations) == 2
    short = run_from_texts("long", table(errors[0], errors[-1]))
    assert figure.layout.yaxis.range == figure_6([run("cifar-plain20")], [short]).layout.yaxis.range


def test_nothing_to_draw_is_drawn_empty() -> None:
    for figure in (figure_1([]), figure_6([]), figure_7([])):
        assert len(figure.data) == 0
        assert figure.layout.xaxis.title.text


def test_what_comes_with_the_program_is_drawn_as_its_tables_say() -> None:
    runs = shipped_runs()
    found = lines(figure_6(runs))
    for each in runs:
        assert each.network is not None
        (line,) = [
            line for (name, _), line in found.items()
            if name.startswith(f"{each.kind}, {each.network.depth} layers: test")
        ]  # fmt: skip
        assert line.x[-1] == each.rows[-1].iteration
    assert len(found) == 2 * len({each.network for each in runs})


def test_figure_7_has_both_orders() -> None:
    measured = ResponseDeviation(
        network="cifar-plain8",
        source="random weights",
        depth=8,
        residual=False,
        layers=tuple(f"layer {place}" for place in "abc"),
        deviation=np.array([0.5, 2.0, 1.0]),
        images="three",
        count=3,
    )
    above, below = figure_7([measured]).data
    assert (list(above.y), list(above.customdata)) == (
        [0.5, 2.0, 1.0],
        ["layer a", "layer b", "layer c"],
    )
    assert (list(below.y), list(below.customdata)) == (
        [2.0, 1.0, 0.5],
        ["layer b", "layer c", "layer a"],
    )
    assert list(above.x) == list(below.x) == [1, 2, 3]
    assert (above.name, below.name) == ("plain, 8 layers", "plain, 8 layers, sorted")
    assert (above.showlegend, below.showlegend) == (True, False)
    assert above.line.color == shade("plain", 8)
    assert above.line.width == width(8)
    assert "thicker" in figure_7([measured]).layout.legend.title.text


def test_depths_are_told_apart_without_colour_and_the_legend_says_how() -> None:
    pair = [run("cifar-plain20"), run("cifar-plain56"), run("cifar-resnet20")]
    for figure in (figure_1(pair), figure_6(pair)):
        for (name, _), line in lines(figure).items():
            depth = 56 if "56" in name else 20
            assert line.line.width == width(depth)
            assert line.line.dash == ("dash" if "training" in name else "solid")
        assert "deeper network: thicker line" in figure.layout.legend.title.text
    assert width(56) > 1.5 * width(20)
    own = lines(figure_6([], [run_from_texts("mine", CURVE, settings=settings("cifar-plain110"))]))
    assert {line.line.width for line in own.values()} == {2.0}
