import re
import subprocess
import sys

import gradio as gr

from explorer.interface.page import build, device_line, warm_up
from explorer.interface.settings import PageSettings
from explorer.words.languages import LANGUAGES


def test_building_the_page_imports_no_tensor_library() -> None:
    code = "from explorer.interface.page import build; build()"
    command = [sys.executable, "-c", f"import sys; {code}; print('torch' in sys.modules)"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_the_warm_up_fetches_it() -> None:
    thread = warm_up()
    thread.join(120)
    assert not thread.is_alive()
    assert "explorer.inspection.attributions.attribution" in sys.modules


def test_the_device_is_named() -> None:
    html = device_line(PageSettings(device="cpu"))
    english, chinese = ("".join(re.findall(f'lang="{each}">(.*?)</', html)) for each in LANGUAGES)
    assert re.fullmatch(r"computes on CPU \(\d+ threads?\)", english)
    assert re.fullmatch(r"计算设备：CPU（\d+ 线程）", chinese)


def test_every_event_but_the_four_of_programs_is_private() -> None:
    blocks, _ = build()
    assert isinstance(blocks, gr.Blocks)
    public = [fn.api_name for fn in blocks.fns.values() if fn.api_visibility == "public"]
    assert public == ["inspect", "networks", "race", "depth"]
