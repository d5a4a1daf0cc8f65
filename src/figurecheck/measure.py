"""Recall and precision by kind, from passages that come in pairs: one wrong, one right.

Belongs here: the measuring, run as ``python -m figurecheck.measure [PASSAGES.csv]``. Does not belong here: the passages
(``tests/data/documents/passages.csv``).

A table of passages has the columns ``slug``, ``kind``, ``wrong`` and ``right``. A wrong passage counts as found if
there is a finding in it; a right one as reported if there is one.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from figurecheck import Finding, check
from figurecheck.report import CONTRADICTION


@dataclass(slots=True)
class Measured:
    """What was found in the passages of one kind.

    Parameters
    ----------
    pairs
        How many pairs of passages there are.
    missed
        The slugs of wrong passages in which nothing was found.
    false
        The slugs of right passages in which something was.
    contradictions
        In how many wrong passages there was a contradiction, and not only something worth checking.
    """

    pairs: int = 0
    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)
    contradictions: int = 0

    @property
    def found(self) -> int:
        """How many of the wrong passages were found."""
        return self.pairs - len(self.missed)

    @property
    def recall(self) -> float:
        """The share of the wrong passages that were found."""
        return self.found / self.pairs if self.pairs else 0.0

    @property
    def precision(self) -> float:
        """The share of the passages reported that are wrong."""
        reported = self.found + len(self.false)
        return self.found / reported if reported else 1.0


def findings(text: str) -> list[Finding]:
    """What is found in a passage of Markdown."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "passage.md"
        path.write_text(text, encoding="utf-8")
        return check(path).findings


def measure(table: Path) -> dict[str, Measured]:
    """Check every passage of a table.

    Parameters
    ----------
    table
        A CSV file of passages.

    Returns
    -------
    dict
        What was found, by kind.
    """
    by_kind: dict[str, Measured] = defaultdict(Measured)
    with table.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            kind = by_kind[row["kind"]]
            kind.pairs += 1
            if not (found := findings(row["wrong"])):
                kind.missed.append(row["slug"])
            kind.contradictions += any(item.sure == CONTRADICTION for item in found)
            if findings(row["right"]):
                kind.false.append(row["slug"])
    return dict(by_kind)


def rendered(by_kind: dict[str, Measured]) -> str:
    """The measurements as a table in Markdown, with what was missed or wrongly reported below it."""
    total = Measured()
    lines = ["| kind | pairs | found | recall | false | precision | contradictions |", f"|---|{6 * '--:|'}"]
    for measured in by_kind.values():
        total.pairs += measured.pairs
        total.missed += measured.missed
        total.false += measured.false
        total.contradictions += measured.contradictions
    for kind, measured in [*sorted(by_kind.items()), ("**all**", total)]:
        figures = f"{measured.pairs} | {measured.found} | {measured.recall:.0%} | {len(measured.false)}"
        lines.append(f"| {kind} | {figures} | {measured.precision:.0%} | {measured.contradictions} |")
    lines += ["", f"Missed: {', '.join(total.missed) or 'none'}."]
    lines += [f"Reported though right: {', '.join(total.false) or 'none'}."]
    return "\n".join(lines) + "\n"


def main(named: list[str]) -> int:
    """Print the measurements of the tables named, or of those that come with a checkout."""
    shipped = Path(__file__).parents[2] / "tests" / "data" / "documents"
    tables = [Path(name) for name in named] or sorted(shipped.glob("passages*.csv"))
    for table in tables:
        sys.stdout.write(f"## {table.name}\n\n{rendered(measure(table))}\n")
    if not tables:
        sys.stderr.write("There are no passages here: name a CSV file of them.\n")
    return 0 if tables else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
