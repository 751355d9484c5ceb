"""What every test may ask for."""

import atexit
import gc
import os
import socket
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from explorer.interface.lesson.measured import Values
    from explorer.interface.settings import PageSettings

ROOT = Path(__file__).parent.parent
# Before anything imports torch: its threads wait for each other after every small convolution,
# which takes twenty times as long where the machine is busy. Tests of threads ask for theirs.
os.environ.setdefault("OMP_NUM_THREADS", "1")
# A hundred clients would each read all certificates, 0.1 s, for addresses that have none.
os.environ.setdefault("SSL_CERT_FILE", str(Path(__file__).parent / "one_certificate.pem"))
# As in the program: Gradio names uploads by what is in them, so one process's page would sweep away
# what a visitor of another's is looking at.
TEMPORARY = tempfile.TemporaryDirectory(prefix="tests-of-", ignore_cleanup_errors=True)
tempfile.tempdir = TEMPORARY.name
atexit.register(TEMPORARY.cleanup)
gc.set_threshold(10_000)  # as in the program: the rooms' imports are most of what there is


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip whole races unless they are asked for."""
    if item.get_closest_marker("long") is not None and os.environ.get("EXPLORER_LONG") != "1":
        pytest.skip("a whole race takes long: set EXPLORER_LONG=1, as scripts/soak does")


def pytest_collection_finish() -> None:
    """Nobody looks for garbage among what has been imported and collected by now."""
    gc.freeze()
    atexit.register(gc.unfreeze)  # at its end Python asks for what was not collected


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of photographs and checkpoints beside the project; without it the test skips."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("needs the photographs and checkpoints of ../shared/data, which are not there")
    return folder


@pytest.fixture(scope="session")
def known() -> "Mapping[str, Values]":
    """What the lesson says in numbers, by step; shared, since it races 56 layers for it."""
    from explorer.interface.lesson.measured import measured
    from explorer.interface.settings import PageSettings

    return measured(PageSettings(device="cpu"))


@pytest.fixture(scope="session")
def weights_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder: no ImageNet weights, whatever this machine has in its cache."""
    return tmp_path_factory.mktemp("weights")


@pytest.fixture
def unchecked_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small files of weights pass for torchvision's, whose SHA-256 their names promise."""
    monkeypatch.setattr("explorer.networks.catalog.request.check_digest", lambda _: None)


@pytest.fixture(scope="session")
def address(weights_folder: Path) -> Iterator[str]:
    """Where the page is served, on a port that was free."""
    from explorer.interface.settings import PageSettings

    settings = PageSettings(device="cpu", weights_folder=weights_folder, mcp=True)
    with page_served(settings) as address:
        yield address


@contextmanager
def page_served(settings: "PageSettings") -> Iterator[str]:
    """The page in this process, until the end of the block."""
    # only tests of the page need Gradio, so only they wait for its import
    import gradio as gr
    import uvicorn
    from fastapi import FastAPI

    from explorer.interface.page import build

    with ExitStack() as at_end, socket.socket() as bound:
        # at the end its work ends too: none may be at a kernel of PyTorch's while Python goes
        blocks, served = build(settings, at_end=at_end)
        application = gr.mount_gradio_app(FastAPI(), blocks, path="/", **served)
        bound.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(application, log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
        server.should_exit = True
        server.force_exit = True
        thread.join(120)
