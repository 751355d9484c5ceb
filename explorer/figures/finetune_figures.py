"""A fine-tuning as plotly figures: loss and accuracy by epoch, and the confusion matrix."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from explorer.sentences.sentence import Sentence
from explorer.training.finetune.result import FinetuneEpoch, FinetuneResult

LEARNING, HELD_OUT = "#8a6d3b", "#1b8a6b"  # neither plain's nor residual's colour
MARGIN = {"l": 45, "r": 15, "t": 30, "b": 90}
CELL = 46  # pixels
LONGEST_NAME = 24


def curves(rows: Sequence[FinetuneEpoch], best_epoch: int | None = None) -> go.Figure:
    """Loss and accuracy by epoch, of the pictures that are learned from and of those held out.

    Args:
        rows: Finished epochs, in order.
        best_epoch: The epoch whose weights are kept, marked with a star.
    """
    # names of the axes above them: beside them they would not fit a telephone
    figure = make_subplots(
        cols=2,
        horizontal_spacing=0.14,
        subplot_titles=(Sentence("cross-entropy"), Sentence("share that is right")),
    )
    epochs = [row.epoch for row in rows]
    for column, learning, held_out in (
        (1, [row.loss for row in rows], [row.held_out_loss for row in rows]),
        (2, [row.train_accuracy for row in rows], [row.held_out_accuracy for row in rows]),
    ):
        for name, values, colour, symbol, dash in (
            (Sentence("while learning"), learning, LEARNING, "circle", "dot"),
            (Sentence("held out"), held_out, HELD_OUT, "square", "solid"),
        ):
            figure.add_trace(
                go.Scatter(
                    x=epochs,
                    y=values,
                    name=name,
                    mode="lines+markers" if len(rows) < 40 else "lines",
                    line={"color": colour, "dash": dash},
                    marker={"symbol": symbol, "size": 6},
                    legendgroup=name,
                    showlegend=column == 1,
                    hovertemplate=(
                        Sentence("{line}, epoch %{{x}}: %{{y:.3g}}<extra></extra>", line=name)
                        if column == 1
                        else Sentence("{line}, epoch %{{x}}: %{{y:.1%}}<extra></extra>", line=name)
                    ),
                ),
                row=1,
                col=column,
            )
        best = [(e, v) for e, v in zip(epochs, held_out, strict=True) if e == best_epoch]
        if best:
            figure.add_trace(
                go.Scatter(
                    x=[best[0][0]],
                    y=[best[0][1]],
                    name=Sentence("kept"),
                    mode="markers",
                    marker={"symbol": "star", "size": 15, "color": HELD_OUT},
                    legendgroup="kept",
                    showlegend=column == 1,
                    hovertemplate=Sentence("kept: epoch %{{x}}<extra></extra>"),
                ),
                row=1,
                col=column,
            )
    figure.update_layout(
        height=330, margin=MARGIN, legend={"orientation": "h", "y": -0.28, "yanchor": "top"}
    )
    figure.update_xaxes(title={"text": Sentence("epoch"), "standoff": 4}, rangemode="tozero")
    figure.update_yaxes(rangemode="tozero", col=1)
    figure.update_yaxes(range=[-0.03, 1.03], tickformat=".0%", col=2)
    return figure


def confusion_figure(result: FinetuneResult) -> go.Figure:
    """Held-out pictures by true class (row) and predicted class (column).

    A cell's colour is its share of the row, its number the count of pictures. Its custom data are
    the two class indices.
    """
    table = result.confusion
    shares = table / table.sum(axis=1, keepdims=True)
    names = [_short(name) for name in result.class_names]
    places = list(range(len(names)))
    indices = np.stack(np.meshgrid(places, places, indexing="ij"), axis=-1)
    figure = go.Figure(
        go.Heatmap(
            z=shares,
            x=places,
            y=places,
            text=[[str(count) for count in row] for row in table.tolist()],
            texttemplate="%{text}",
            customdata=indices.tolist(),
            zmin=0,
            zmax=1,
            colorscale="Viridis",
            xgap=2,
            ygap=2,
            colorbar={"title": Sentence("of its class"), "tickformat": ".0%"},
            hovertext=[
                [
                    Sentence(
                        "{name} taken for {other}: {count} of {total}",
                        name=name,
                        other=other,
                        count=table[row, column],
                        total=table[row].sum(),
                    )
                    for column, other in enumerate(names)
                ]
                for row, name in enumerate(names)
            ],
            hoverinfo="text",
        )
    )
    side = max(len(names) * CELL, 150)
    figure.update_layout(
        title=Sentence(
            "{right} of {count} held-out pictures right",
            right=result.right,
            count=len(result.held_out),
        ),
        height=side + 170,
        margin={"l": 20, "r": 20, "t": 50, "b": 20},
    )
    ticks = {"tickmode": "array", "tickvals": places, "ticktext": names, "automargin": True}
    figure.update_xaxes(title=Sentence("taken for"), constrain="domain", **ticks)
    figure.update_yaxes(
        title=Sentence("really"), autorange="reversed", scaleanchor="x", constrain="domain", **ticks
    )
    return figure


def _short(name: str) -> str:
    """A class name that leaves room for the figure."""
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"
