"""A table of numbers by function and dtype."""

from typing import Iterable, List, Sequence, Tuple

Row = Tuple[str, str, Sequence[str]]

WIDE = 500  # columns, where the output is not for a terminal


def show(title: str, columns: List[str], rows: Iterable[Row], below: str) -> None:
    """Print it, and a text under it. A function is named in the first of its rows."""
    from rich.console import Console
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    table.add_column("function")
    table.add_column("dtype")
    for column in columns:
        table.add_column(column, justify="right")
    named = ""
    for function, dtype, cells in rows:
        table.add_row("" if function == named else function, dtype, *cells)
        named = function
    console = Console(soft_wrap=True, highlight=False)
    if not console.is_terminal:
        console.width = WIDE
    console.print(table)
    if below:
        console.print(below)
