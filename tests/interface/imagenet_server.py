"""ResNet-18's weights, drawn at random, from a server on this machine instead of torchvision's."""

import dataclasses
import hashlib
import http.server
import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import torch
from torchvision.models import ResNet18_Weights, resnet18

from explorer.networks import families
from explorer.networks.weights import weights_folder


@contextmanager
def imagenet_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Half of the file is sent at once; the rest when the event is set."""
    written = io.BytesIO()
    torch.save(resnet18().state_dict(), written)
    body, go_on = written.getvalue(), threading.Event()
    name = f"resnet18-{hashlib.sha256(body).hexdigest()[:8]}.pth"

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2])
            go_on.wait(60)
            self.wfile.write(body[len(body) // 2 :])

        def log_message(self, *_: object) -> None:
            pass

    for variable in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(variable, raising=False)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer) as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        address = f"http://127.0.0.1:{running.server_port}/{name}"
        monkeypatch.setattr(ResNet18_Weights.IMAGENET1K_V1.value, "url", address)
        resnet18_row, *others = families.PUBLISHED
        here = dataclasses.replace(resnet18_row, weights={"V1": name})
        monkeypatch.setattr(weights_folder, "PUBLISHED", (here, *others))
        yield go_on
        go_on.set()
        running.shutdown()
        thread.join()
