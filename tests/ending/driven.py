"""Commands in terminals of their own, each ended by a real signal: what became of them.

`python -m tests.ending.driven FOLDER` reads, as JSON from its input, a list of cases. All imports
are done once, then each case is a fork, so that a dozen of them take seconds.
"""

import json
import os
import pty
import re
import signal
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Any

LONGEST = 60.0  # seconds until a command does what it is to be interrupted in
CTRL_C = b"\x03"


def main(folder: Path) -> None:
    """Run all cases one after the other."""
    import explorer.commands.inspect
    import explorer.figures.inspection.inspection_folder
    import explorer.figures.notebook.saved_html
    import explorer.figures.race.page
    import explorer.inspection.inspect
    import explorer.networks.catalog.catalog
    import explorer.training.depth.sweep
    import explorer.training.finetune.finetune
    import explorer.training.network_evaluation
    import explorer.training.race.race
    import explorer.training.run.trainer  # noqa: F401
    from explorer.__main__ import commands

    commands()
    done = [ended(case, folder / str(number)) for number, case in enumerate(json.load(sys.stdin))]
    print(json.dumps(done))


def ended(case: dict[str, Any], scratch: Path) -> dict[str, Any]:
    """Exit status, all that was said, seconds from the signal to the end, and what it left.

    Args:
        case: `arguments`, `signal` and `until`, what it is to have said before the signal.
        scratch: Where its temporary files go.
    """
    scratch.mkdir()
    child, terminal = pty.fork()
    if child == 0:
        _be(case["arguments"], scratch)
    said = _heard(terminal, case["until"])
    asked = time.monotonic()
    if case["signal"] == "SIGINT":
        os.write(terminal, CTRL_C)
    else:
        os.kill(child, getattr(signal, case["signal"]))
    said += _heard(terminal, None)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    seconds = time.monotonic() - asked
    left = [each.name for each in scratch.iterdir()]
    return {"status": status, "said": said, "seconds": seconds, "left": left}


def _be(arguments: list[str], scratch: Path) -> None:
    from explorer.__main__ import main as command

    status = 70
    sys.stdin, sys.stdout, sys.stderr = (
        open(each, mode, encoding="utf-8")  # noqa: SIM115 - as a program of its own has them
        for each, mode in enumerate("rww")
    )
    try:
        os.environ.update(TERM="xterm", COLUMNS="200", LINES="50")
        signal.signal(signal.SIGINT, signal.default_int_handler)
        tempfile.tempdir = str(scratch)
        sys.argv = ["explorer", *arguments]
        status = command()
    except BaseException:  # noqa: BLE001 - it is shown
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def _heard(terminal: int, until: str | None) -> str:
    """What the terminal shows until then, or to its end."""
    said, end = "", time.monotonic() + LONGEST
    while time.monotonic() < end and not (until and re.search(until, said)):
        try:
            heard = os.read(terminal, 65536)
        except OSError:  # as Linux says that nobody writes any more
            break
        if not heard:
            break
        said += heard.decode(errors="replace")
    return said


if __name__ == "__main__":
    main(Path(sys.argv[1]))
