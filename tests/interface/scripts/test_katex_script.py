"""KaTeX as Gradio brings it: found whatever it is called, whole, and able to set every formula."""

import gzip
import json
import re
import shutil
import subprocess
from pathlib import Path

import brotli
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from explorer.interface.scripts import katex_script
from explorer.interface.scripts.katex_script import (
    katex_route,
    katex_tag,
    script_address,
    script_file,
    style_file,
)
from tests.words.test_formula import WRITTEN


@pytest.mark.parametrize(
    ("accepted", "unpack"), [("br", brotli.decompress), ("gzip", gzip.decompress)]
)
def test_answers_with_the_whole_module(accepted: str, unpack: object) -> None:
    client = TestClient(Starlette(routes=[katex_route()]))
    address = f"/{script_address()}"
    with client.stream("GET", address, headers={"accept-encoding": accepted}) as answer:
        raw = b"".join(answer.iter_raw())
        assert "immutable" in answer.headers["cache-control"]
    assert callable(unpack)
    assert unpack(raw) == script_file().read_bytes()
    assert len(raw) < 110_000


def test_the_page_says_where_both_are_and_the_fonts_lie_beside_the_sheet() -> None:
    said = katex_tag()
    told = json.loads(re.search(r">(\{.*?\})<", said)[1])  # type: ignore[index]
    assert told == {"script": script_address(), "style": f"assets/{style_file().name}"}
    fonts = set(re.findall(r"url\(([^)]+woff2)\)", style_file().read_text("utf-8")))
    assert len(fonts) > 10
    assert all((style_file().parent / Path(font).name).is_file() for font in fonts)


def test_a_gradio_without_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(katex_script, "_ASSETS", tmp_path)
    (tmp_path / "katex-old.js").write_text("import a from 'b'; export default a")
    with pytest.raises(LookupError, match="brings no KaTeX"):
        script_file.__wrapped__()
    with pytest.raises(LookupError, match="no style sheet of KaTeX"):
        style_file.__wrapped__()


def test_it_sets_every_formula_of_the_page(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node.js is not installed: it runs KaTeX outside of a browser")
    module = tmp_path / "katex.mjs"
    shutil.copy(script_file(), module)
    (tmp_path / "formulas.json").write_text(json.dumps(WRITTEN), "utf-8")
    code = (
        "import katex from './katex.mjs'; import { readFileSync } from 'node:fs';"
        "const all = JSON.parse(readFileSync('formulas.json', 'utf-8'));"
        "for (const each of all) katex.renderToString(each, { output: 'html', strict: 'error' });"
        "console.log(all.length);"
    )
    (tmp_path / "all.mjs").write_text(code, "utf-8")
    ran = subprocess.run(
        [node, "all.mjs"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert ran.stdout.strip() == str(len(WRITTEN)), ran.stderr
