"""A step of training as one CUDA graph: recorded once, then asked for with a single call.

A small network's step is hundreds of kernels of a few microseconds each, and asking for them one by
one takes longer than they do. A graph repeats exactly what was recorded, on the same memory, so
whatever decides it on the side of Python must be the same: see `form`.

Source: NVIDIA, CUDA C++ Programming Guide, "CUDA Graphs"; torch.cuda.graph.
"""

import threading
import weakref
from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final, Protocol, cast

import torch
from torch import Tensor

Step = Callable[[Tensor, Tensor], Tensor]
_ONE_AT_A_TIME: Final = threading.Lock()
BEFORE_IT: Final = 1  # steps as usual: they make what an optimiser and libraries keep


class Graph(Protocol):
    """What was recorded."""

    def replay(self) -> None:
        """Do it again, on the same memory."""


class Recording(Protocol):
    """Makes an empty graph, and a context in which a graph records what is asked of the GPU."""

    def graph(self) -> Graph:
        """An empty one."""

    def recording(self, graph: Graph) -> AbstractContextManager[None]:
        """While it is open nothing is computed: it is recorded."""


class CudaRecording:
    """Recording by PyTorch, one at a time; what other threads ask of the GPU meanwhile is theirs.

    Steps that are recorded by the same object, and are never asked for at the same time, use the
    same memory for what they need in passing.
    """

    def __init__(self) -> None:
        self._pool: Any = None
        self._live: weakref.WeakSet[torch.cuda.CUDAGraph] = weakref.WeakSet()

    def graph(self) -> Graph:
        """An empty one."""
        return cast(Graph, torch.cuda.CUDAGraph())

    @contextmanager
    def recording(self, graph: Graph) -> Iterator[None]:
        """While it is open nothing is computed: it is recorded."""
        cuda_graph = cast(torch.cuda.CUDAGraph, graph)
        with _ONE_AT_A_TIME:  # PyTorch records every graph on the same stream
            before = torch.cuda.current_stream()
            if not self._live:  # the memory goes with the last graph that used it
                self._pool = torch.cuda.graph_pool_handle()
            try:
                with torch.cuda.graph(cuda_graph, self._pool, capture_error_mode="thread_local"):
                    yield
            finally:
                torch.cuda.set_stream(before)  # which it leaves as it is where recording fails
            self._live.add(cuda_graph)


class CapturedStep:
    """Does a step as it is written, once; then records it, and from then on repeats the record.

    A step that cannot be recorded, since memory is short or a gauge waits for the device, is done
    as it is written for good.

    Args:
        step: Takes a batch's images and labels, which keep their shapes; returns one new tensor.
            It must not wait for the device.
        form: All that decides, beside its tensors' numbers, what the step asks of the device. When
            it is another than before, the next step is recorded again.
        recording: How.

    Attributes:
        records: Whether the step is being recorded at this moment, so that nobody may wait in it.
        problem: Why it cannot be recorded, where it cannot.
    """

    def __init__(
        self,
        step: Step,
        form: Callable[[], Hashable],
        recording: Recording,
    ) -> None:
        self.records = False
        self._step = step
        self._form = form
        self._recording = recording
        self._done = 0
        self.problem: RuntimeError | None = None
        self._recorded: tuple[Hashable, Graph, Tensor, Tensor, Tensor] | None = None

    def __call__(self, images: Tensor, labels: Tensor) -> Tensor:
        """What the step returns, which the next one overwrites."""
        if self._done < BEFORE_IT:
            self._done += 1
            return self._step(images, labels)
        if not self._is_recorded(images, labels) or self._recorded is None:
            return self._step(images, labels)
        _, graph, its_images, its_labels, result = self._recorded
        its_images.copy_(images)
        its_labels.copy_(labels)
        graph.replay()
        return result

    def forget(self) -> None:
        """Let the record and its memory go."""
        self._recorded = None

    def _is_recorded(self, images: Tensor, labels: Tensor) -> bool:
        form = self._form()
        if self.problem is None and (self._recorded is None or self._recorded[0] != form):
            try:  # the former record keeps the memory that the next one is to use again
                self._recorded = (form, *self._record(images, labels))
            except RuntimeError as problem:
                self.problem = problem
                self.forget()
        return self.problem is None

    def _record(self, images: Tensor, labels: Tensor) -> tuple[Graph, Tensor, Tensor, Tensor]:
        its_images, its_labels = images.clone(), labels.clone()
        graph = self._recording.graph()
        self.records = True
        try:
            with self._recording.recording(graph):
                result = self._step(its_images, its_labels)
        finally:
            self.records = False
        return graph, its_images, its_labels, result
