"""Tables: made rectangular, spans filled with empty cells; a table used for layout becomes its content."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from selectolax.lexbor import LexborNode

from newsspider.clean.allowlist import children
from newsspider.clean.inlines import flat
from newsspider.model.body import Block, Inline, Paragraph, Picture, Table, TextRun

_MAX_SPAN = 100  # a span beyond this is a mistake or an attack: 1000 is HTML's own limit
_MAX_CELLS = 20_000

Blocks = Callable[[LexborNode], list[Block]]
Cell = tuple[list[Block], int, int, bool]


def build(table: LexborNode, inside: Blocks, of: Blocks) -> list[Block]:
    """Return the blocks of *table*: a `Table`, or its content where it has one column or lays out blocks.

    *inside* gives the blocks below a node, *of* those of a node itself; what is in the table but in no
    cell (a caption, a comment, a stray style) comes before it.
    """
    outside, rows = _rows(table, inside, of)
    grid = _grid(rows)
    grid = [row for row in grid if any(row)]
    if not grid:
        return outside
    columns = _filled_columns(grid)
    if len(columns) < 2 or _lays_out(grid):  # noqa: PLR2004 - one column is a list of paragraphs
        return outside + [block for row in grid for cell in row for block in cell]
    cells = [[flat(row[at]) for at in columns] for row in grid]
    return [*outside, Table(cells, header=bool(rows) and all(cell[3] for cell in rows[0]))]


def _rows(table: LexborNode, inside: Blocks, of: Blocks) -> tuple[list[Block], list[list[Cell]]]:
    """Return the blocks outside any cell, and the rows of cells with their spans."""
    outside: list[Block] = []
    rows: list[list[Cell]] = []
    for node in _structure(table):
        if node.tag != "tr":
            outside += of(node)
            continue
        row: list[Cell] = []
        for child in children(node):
            if child.tag in {"td", "th"}:
                row.append(
                    (inside(child), _span(child, "colspan"), _span(child, "rowspan"), child.tag == "th")
                )
            else:
                outside += of(child)
        rows.append(row)
    return outside, rows


def _structure(node: LexborNode) -> Iterator[LexborNode]:
    """Yield the rows of this table, not those of a table inside a cell, and what is between them."""
    for child in children(node):
        if child.tag in {"tbody", "thead", "tfoot"}:
            yield from _structure(child)
        else:
            yield child


def _span(node: LexborNode, name: str) -> int:
    value = (node.attributes.get(name) or "").strip()
    return max(1, min(int(value), _MAX_SPAN)) if value.isascii() and value.isdigit() and len(value) < 6 else 1  # noqa: PLR2004


def _grid(rows: list[list[Cell]]) -> list[list[list[Block]]]:
    """Return the rows with every span laid out, as long as the longest, empty cells being empty lists."""
    taken: dict[tuple[int, int], list[Block]] = {}
    height = len(rows)
    for y, row in enumerate(rows):
        x = 0
        for blocks, columns, lines, _ in row:
            while (y, x) in taken:
                x += 1
            for dy in range(min(lines, height - y)):
                for dx in range(columns):
                    taken.setdefault((y + dy, x + dx), [])
            taken[y, x] = blocks
            x += columns
        if len(taken) > _MAX_CELLS:
            return [[blocks] for row in rows for blocks, *_ in row]
    width = 1 + max((x for _, x in taken), default=-1)
    return [[taken.get((y, x), []) for x in range(width)] for y in range(height)]


def _filled_columns(grid: list[list[list[Block]]]) -> list[int]:
    return [x for x in range(len(grid[0])) if any(row[x] for row in grid)]


def _lays_out(grid: list[list[list[Block]]]) -> bool:
    """Return whether cells hold what a table of figures never does: lists, tables, half an article."""
    cells = [cell for row in grid for cell in row if cell]
    if any(not isinstance(block, (Paragraph, Picture)) for cell in cells for block in cell):
        return True
    return any(_length(cell) > 500 and len(cell) > 2 for cell in cells)  # noqa: PLR2004 - an article in a cell


def _length(blocks: list[Block]) -> int:
    inlines: list[Inline] = [i for b in blocks if isinstance(b, Paragraph) for i in b.inlines]
    return sum(len(item.text) for item in inlines if isinstance(item, TextRun))
