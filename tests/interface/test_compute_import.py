"""Many threads ask for the heavy rooms at once, in a process that has none of them yet."""

import subprocess
import sys

SCRIPT = """
import gc, sys, threading
from explorer.interface.compute_import import import_attributions, import_compute
assert "torch" not in sys.modules
failures = []
threading.excepthook = lambda hook: failures.append(hook.exc_value)

def visit(which):
    import_compute()
    if which % 2:
        from explorer.networks.catalog.catalog import entries
    else:
        from explorer.training.race.race import race

threads = [threading.Thread(target=visit, args=(which,)) for which in range(6)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert not failures, failures
assert "torchvision.models.resnet" in sys.modules
assert "captum" not in sys.modules  # which takes as long as half of torch
assert gc.isenabled()
imported = gc.get_freeze_count()
assert imported > 100_000  # what the collector need not look at again
import_compute()
assert gc.get_freeze_count() == imported
import_attributions()
assert "captum" in sys.modules
assert gc.get_freeze_count() > imported
print("imported")
"""


def test_threads_that_come_together_import_once_and_do_not_block_each_other() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "imported\n"
