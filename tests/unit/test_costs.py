"""What a block costs is what it takes on top: a process that was large before does not count, one that grows does."""

import subprocess
import sys

import pytest
from costs import cost

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's listing of processes")

FAT = "held = bytearray(200_000_000)\nfor line in iter(input, ''):\n    more = b'x' * int(line) * 1_000_000\n    print('done', flush=True)"


@pytest.fixture
def fat():
    command = [sys.executable, "-c", "print('up', flush=True)\n" + FAT]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        process.stdout.readline()

        def grow(megabytes):
            process.stdin.write(f"{megabytes}\n")
            process.stdin.flush()
            while "done" not in process.stdout.readline():
                pass

        grow(1)
        yield grow
        process.kill()


def test_a_process_that_was_large_before_does_not_count(fat):
    with cost() as paid:
        fat(1)
    assert paid.child_mb < 50


def test_a_process_that_grows_counts_by_what_it_grew(fat):
    with cost() as paid:
        fat(150)
    assert 100 < paid.child_mb < 200
