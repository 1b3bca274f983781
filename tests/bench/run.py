"""What every page costs at each size, and how that grows.

    python -m tests.bench.run [--sizes S,M] [--times 30] [--database sqlite]

CPU is that of this process for one request through the whole application, the test client
included; it prints, and never fails on time.
"""

import argparse

from buurtcoop.demo.bulk import LARGE, MEDIUM, SMALL
from tests.bench.coops import DATABASES
from tests.bench.pages import LARGEST_PAGE, Cost, crowd

SIZES = {"S": SMALL, "M": MEDIUM, "L": LARGE}


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="S,M")
    parser.add_argument("--times", type=int, default=30)
    parser.add_argument("--database", choices=DATABASES, default="sqlite")
    chosen = parser.parse_args()
    found: dict[str, dict[str, Cost]] = {}
    for name in chosen.sizes.split(","):
        with crowd(SIZES[name], chosen.database) as measured:
            found[name] = measured.costs(chosen.times)
        print(f"measured {name}: {SIZES[name]}", flush=True)
    print(table(found))


def table(found: dict[str, dict[str, Cost]]) -> str:
    """One row per page: statements, CPU and bytes at each size, and growth."""
    sizes = list(found)
    first, last = sizes[0], sizes[-1]
    names = "".join(f"{f'{size}: stmts':>12}{'CPU ms':>9}{'bytes':>8}" for size in sizes)
    lines = [f"{'page':<20}{names}{'growth':>8}"]
    for page in found[first]:
        costs = [found[size][page] for size in sizes]
        cells = "".join(
            f"{cost.statements:>12}{cost.milliseconds:>9.1f}{cost.size:>8}" for cost in costs
        )
        growth = found[last][page].milliseconds / found[first][page].milliseconds
        marks = _marks(costs)
        lines.append(f"{page:<20}{cells}{growth:>8.2f}{marks}")
    return "\n".join(lines)


def _marks(costs: list[Cost]) -> str:
    """What is not as it should be."""
    said = []
    if len({cost.statements for cost in costs}) > 1:
        said.append("statements grow")
    if any(cost.size > LARGEST_PAGE for cost in costs):
        said.append("too large")
    return "  " + ", ".join(said) if said else ""


if __name__ == "__main__":
    main()
