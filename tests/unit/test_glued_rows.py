"""A paragraph of table rows run together is looked for only where one may stand."""

from geomon.documents import source_of_text
from geomon.documents.cut_zones import zones_of
from geomon.documents.layouts import glued_rows
from geomon.documents.outline import nodes_of


class _Counted(tuple):
    """Nodes that count how often a stretch of them is taken."""

    taken = 0

    def __getitem__(self, at):
        self.taken += isinstance(at, slice)
        return super().__getitem__(at)


def zone_of(text):
    source = source_of_text(text)
    (zone,) = zones_of(source, nodes_of(source))
    nodes = _Counted(zone.nodes)
    return type(zone)(zone.title, nodes, zone.grids, zone.start, zone.end), nodes


def test_lines_that_can_be_no_row_do_not_have_their_headings_gathered():
    zone, nodes = zone_of("".join(f"{n}.东沟{n}号坑未复绿。\n" for n in range(1, 60)))
    assert glued_rows.find(zone) == []
    assert nodes.taken == 0


def test_rows_run_together_are_still_found():
    zone, nodes = zone_of(glued_rows.EXAMPLE)
    assert [draft.number for draft in glued_rows.find(zone)] == ["1", "2"]
    assert nodes.taken == 1
