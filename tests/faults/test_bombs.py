"""Twenty-five bombs: each is refused soon and in little memory, by the gate of layers or the reader of documents."""

import pytest
from canary import part
from costs import LONGEST_S, cost
from faults.bombs import DOCUMENTS, GATE

from geomon.documents import read_document
from geomon.errors import GeomonError
from geomon.readers import read_file

pytestmark = pytest.mark.usefixtures("warmed")

MOST_MB = 500


def test_there_are_twenty_five():
    assert len(GATE) + len(DOCUMENTS) == 25


@pytest.mark.parametrize("name", part([*GATE, *DOCUMENTS], 12))
def test_a_bomb_is_refused_soon_and_in_little_memory(name, tmp_path):
    make, read = (GATE[name], read_file) if name in GATE else (DOCUMENTS[name], read_document)
    path = make(tmp_path)
    assert path.stat().st_size <= 50e6
    with cost() as paid, pytest.raises(GeomonError) as error:
        read(path)
    print(f"{name}: {paid.seconds:.2f} s, {paid.child_mb:.0f} MB, {error.value.sentence}")
    assert "\n" not in error.value.sentence
    assert paid.seconds < LONGEST_S
    assert paid.child_mb < MOST_MB
    assert paid.own_mb < MOST_MB
