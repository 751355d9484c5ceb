"""What became of a race: loss and accuracy by step, as plotly figures."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from explorer.figures.race.profile import COLOURS, MARGIN, SYMBOLS
from explorer.sentences.sentence import Sentence
from explorer.training.measuring.words import Guess
from explorer.training.race.result import NETWORKS, RaceStep


def loss_figure(steps: Sequence[RaceStep], guess: Guess) -> go.Figure:
    """Loss by step of both networks, with the entropy of the labels."""
    figure = go.Figure()
    for place, network in enumerate(NETWORKS):
        done = [(s.step, each.loss) for s in steps if (each := s.network(network)) is not None]
        x, y = zip(*done, strict=True) if done else ((), ())
        figure.add_trace(
            go.Scatter(x=x, y=_finite(y), name=network, line={"color": COLOURS[network]})
        )
        stopped = [step for step, loss in done if not np.isfinite(loss)]
        if stopped:
            figure.add_vline(
                stopped[0],
                line={"color": COLOURS[network], "dash": "dot"},
                annotation_text=f"{network}: not finite",
                annotation_yshift=-18 * (place + 1),  # both may end in one step
                annotation_position="top left" if stopped[0] > len(steps) / 2 else "top right",
            )
    figure.add_hline(guess.entropy, line={"dash": "dash", "width": 1}, annotation_text="a guess")
    figure.update_layout(title="loss of the batch", margin=MARGIN, height=360)
    figure.update_xaxes(title="step")
    figure.update_yaxes(title="cross-entropy", rangemode="tozero")
    return figure


def accuracy_figure(steps: Sequence[RaceStep], guess: Guess) -> go.Figure:
    """Accuracy by step of both networks: of the batches, and of the test images now and then."""
    figure = go.Figure()
    for network in NETWORKS:
        colour = COLOURS[network]
        done = [(s.step, each) for s in steps if (each := s.network(network)) is not None]
        figure.add_trace(
            go.Scatter(
                x=[step for step, _ in done],
                y=[each.train_accuracy for _, each in done],
                name=f"{network}, training batch",
                line={"color": colour, "width": 1},
                opacity=0.5,
            )
        )
        tested = [
            (step, each.test_accuracy) for step, each in done if each.test_accuracy is not None
        ]
        figure.add_trace(
            go.Scatter(
                x=[step for step, _ in tested],
                y=[right for _, right in tested],
                name=f"{network}, test images",
                mode="lines+markers",
                line={"color": colour, "width": 3},
                marker={"symbol": SYMBOLS[network], "size": 9},
            )
        )
    figure.add_hline(
        guess.majority_share, line={"dash": "dash", "width": 1}, annotation_text="chance"
    )
    figure.update_layout(title="accuracy", margin=MARGIN, height=360)
    figure.update_xaxes(title="step")
    figure.update_yaxes(title=Sentence("share that is right"), range=[0, 1], tickformat=".0%")
    return figure


def _finite(values: Sequence[float]) -> list[float | None]:
    return [value if np.isfinite(value) else None for value in values]
