import subprocess
import sys

from explorer.training.measuring.words import GRADIENT_WORDS, LEARNING_WORDS, Verdict


def test_the_words_say_different_things():
    assert len({*GRADIENT_WORDS, *LEARNING_WORDS}) == len(GRADIENT_WORDS) + len(LEARNING_WORDS)


def test_a_verdict_without_numbers_has_none():
    assert dict(Verdict("healthy", "healthy", "").numbers) == {}


def test_they_read_no_tensor_library():
    program = "import sys, explorer.training.measuring.words; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
