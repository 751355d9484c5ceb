"""A class at once: many sessions of `gradio_client`, some photographs each, against one server."""

import gc
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import torch

from benchmarks.measuring import machine, show
from benchmarks.serving import free_port, served
from explorer.datasets.examples import examples

NETWORKS = ("cifar-resnet20", "cifar-resnet56", "cifar-plain20", "cifar-plain56")
TIMED = {"seconds"}  # of an answer: what differs from one to the next


def load(
    people: int,
    each: int,
    races: int = 0,
    zips: bool = False,
    networks: Sequence[str] = NETWORKS,
    device: torch.device | None = None,
) -> dict[str, Any]:
    """Images a second beside one person's, waits, faults, and answers other than those alone.

    Args:
        people: Sessions at once.
        each: Photographs of each, one after the other.
        races: Programs that race meanwhile, again and again.
        zips: Whether every answer's zip is fetched, too.
        networks: That are asked about, in turn.
        device: Of the server; None is the processor.
    """
    device = device or torch.device("cpu")
    photographs = [example.path for example in examples("cifar")]
    asked = [
        [
            (photographs[place % len(photographs)], networks[place % len(networks)])
            for place in range(person, person + each)
        ]
        for person in range(people)
    ]
    with _fetched(zips) as folder, served(free_port(), ["--device", str(device)]) as server:
        alone: dict[tuple[Path, str], object] = {}
        client = _client(server.address, folder)
        for questions in asked:
            for question in questions:
                if question not in alone:
                    alone[question] = _answer(client, question)
        began = time.perf_counter()
        for question in alone:
            _answer(client, question)
        one_person = len(alone) / (time.perf_counter() - began)
        page = psutil.Process(server.process)
        with _racing(server.address, races) as troubles:
            before = _worked(page, *page.children()), _worked(psutil.Process())
            waits, faults, others, seconds = _together(server.address, asked, alone, folder)
            after = _worked(page, *page.children()), _worked(psutil.Process())
        faults += troubles
    result = {
        **machine(device),
        "people": people,
        "photographs_each": each,
        "races": races,
        "zips": zips,
        "one_person_images_a_second": one_person,
        "images_a_second": (people * each - len(faults)) / seconds,
        "times_one_person": (people * each - len(faults)) / seconds / one_person,
        "p50_seconds": statistics.median(waits) if waits else None,
        "p95_seconds": sorted(waits)[int(0.95 * (len(waits) - 1))] if waits else None,
        "server_processor_seconds_each": (after[0] - before[0]) / (people * each),
        "clients_processor_seconds_each": (after[1] - before[1]) / (people * each),
        "faults": len(faults),
        "first_fault": faults[0] if faults else None,
        "other_answers": others,
    }
    rows = [(name, value) for name, value in result.items() if isinstance(value, float)]
    rows += [("faults", len(faults)), ("answers unlike those alone", others)]
    beside = f", {races} races beside them" * (races > 0) + ", with every zip" * zips
    show(f"{people} sessions, {each} photographs each{beside}", ("", ""), rows)
    return result


@contextmanager
def _fetched(zips: bool) -> Iterator[str | None]:
    """The folder for zips; None where they are left."""
    if not zips:
        yield None
        return
    with tempfile.TemporaryDirectory() as folder:
        yield folder


def _worked(*processes: psutil.Process) -> float:
    """Seconds that they have kept processors busy."""
    times = [each.cpu_times() for each in processes]
    return float(sum(each.user + each.system for each in times))


def _together(
    address: str,
    asked: Sequence[Sequence[tuple[Path, str]]],
    alone: dict[tuple[Path, str], object],
    folder: str | None = None,
) -> tuple[list[float], list[str], int, float]:
    """Every session's waits, what failed, how many answers differ, and seconds in all."""
    waits: list[float] = []
    faults: list[str] = []
    others: list[tuple[Path, str]] = []
    clients = [_client(address, folder) for _ in asked]
    gc.freeze()  # thirty programs would not each look through what this one has imported
    together = threading.Barrier(len(asked) + 1)

    def person(client: Any, questions: Sequence[tuple[Path, str]]) -> None:
        together.wait()
        for question in questions:
            began = time.perf_counter()
            try:
                answer = _answer(client, question)
            except Exception as problem:  # noqa: BLE001 - whatever it is, a person saw it
                faults.append(f"{type(problem).__name__}: {problem}")
                continue
            waits.append(time.perf_counter() - began)
            if not _same(answer, alone[question]):
                others.append(question)

    threads = [
        threading.Thread(target=person, args=(client, questions))
        for client, questions in zip(clients, asked, strict=True)
    ]
    for thread in threads:
        thread.start()
    together.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    gc.unfreeze()
    return waits, faults, len(others), time.perf_counter() - began


@contextmanager
def _racing(address: str, races: int) -> Iterator[list[str]]:
    """Races under way, one for each of so many programs; yields what went wrong with one."""
    troubles: list[str] = []
    over = threading.Event()

    def race(client: Any) -> None:
        while not over.is_set():
            job = client.submit(preset="textbook", steps=400, api_name="/race")
            while not job.done():
                if over.wait(0.1):
                    job.cancel()
                    return
            if job.exception() is not None:
                troubles.append(f"race: {job.exception()}")
                return

    racing = [threading.Thread(target=race, args=(_client(address),)) for _ in range(races)]
    for each in racing:
        each.start()
    if races:
        time.sleep(5.0)  # until they compute
    try:
        yield troubles
    finally:
        over.set()
        for each in racing:
            each.join()


def _client(address: str, folder: str | None = None) -> Any:
    from gradio_client import Client

    # Otherwise each request reads all certificates of the machine, for a server that has none: nine
    # tenths of what thirty clients took from the processors that they share with it.
    return Client(address, verbose=False, download_files=folder or False, ssl_verify=False)


def _answer(client: Any, question: tuple[Path, str]) -> object:
    from gradio_client import handle_file

    photograph, network = question
    described = client.predict(
        handle_file(str(photograph)), network, "", "grad-cam", api_name="/inspect"
    )[0]
    return described.get("value", described) if isinstance(described, dict) else described


def _same(one: object, other: object) -> bool:
    """Equal, numbers to five places: batches of other sizes add up in another order."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(
            key in TIMED or _same(one[key], other[key]) for key in one
        )
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, float) and isinstance(other, float | int):
        return abs(one - other) <= 1e-5 * max(1.0, abs(one), abs(other))
    return one == other
