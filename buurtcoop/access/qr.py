"""A square code to scan, as the path of a drawing: no library draws in our pages."""

import segno

QUIET = 4


def path_of(text: str) -> tuple[int, str]:
    """Width of the square in modules, its quiet edge included, and the path of what is dark."""
    code = segno.make(text, error="m", micro=False)
    lines = []
    for y, row in enumerate(code.matrix):
        x = 0
        while x < len(row):
            run = 1
            while x + run < len(row) and row[x + run] == row[x]:
                run += 1
            if row[x]:
                lines.append(f"M{x + QUIET} {y + QUIET}h{run}v1h-{run}z")
            x += run
    return len(code.matrix) + 2 * QUIET, "".join(lines)
