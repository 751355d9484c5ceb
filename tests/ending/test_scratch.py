import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from explorer.ending.scratch import own_folder, own_scratch
from tests.conftest import ROOT


@pytest.fixture
def above(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def other(above: Path) -> "subprocess.Popen[str]":
    """Another process with a folder of its own and a file in it, when this returns."""
    program = (
        "import sys, tempfile\nfrom explorer.ending.scratch import own_scratch\n"
        f"tempfile.tempdir = {str(above)!r}\n"
        "with own_scratch():\n"
        "    tempfile.mkstemp(); print('ready', flush=True); sys.stdin.read()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, text=True, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def test_all_temporary_files_lie_in_one_folder_which_goes(above: Path):
    with own_scratch() as folder:
        assert folder is not None
        assert folder.parent == above
        assert Path(tempfile.mkdtemp()).parent == folder
        assert Path(tempfile.mkstemp()[1]).parent == folder
    assert list(above.iterdir()) == []
    assert tempfile.gettempdir() == str(above)


def test_what_a_crash_has_left_is_swept_and_what_another_uses_is_not(above: Path):
    with other(above) as crashes, other(above) as lives:
        before = set(above.iterdir())
        assert len(before) == 2
        crashes.kill()
        crashes.wait()
        with own_scratch() as folder:
            (left,) = set(above.iterdir()) - {folder}
            assert f"-{lives.pid}-" in left.name
        lives.communicate("")
    assert list(above.iterdir()) == []


def test_what_others_call_by_such_a_name_is_left_alone(above: Path):
    (above / "resnet-explorer-notes").mkdir()  # nobody ever held it
    (above / "resnet-explorer-link").symlink_to(above / "resnet-explorer-notes")
    (above / "other").mkdir()
    with own_scratch():
        pass
    assert len(list(above.iterdir())) == 3


def test_without_room_the_program_goes_on(above: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tempfile, "tempdir", str(above / "gone"))
    with own_scratch() as folder:
        assert folder is None
        assert tempfile.gettempdir() == str(above / "gone")


def test_only_folders_below_it_are_a_process_s_own(above: Path):
    with own_scratch() as folder:
        assert own_folder(f"{folder}/gradio") == folder / "gradio"
    assert own_folder(str(above / "gradio")) is None
