"""The tutorial works as written: every command is given, every line of answer compared; `…` stands for anything."""

from __future__ import annotations

import csv
import re
from pathlib import Path

TUTORIAL = Path(__file__).resolve().parents[2] / "docs" / "tutorial" / "first-report.md"
_BLOCK = re.compile(r"^```(console|edit)\n(.*?)^```", re.DOTALL | re.MULTILINE)
_EDIT = re.compile(r"(\S+) row (\d+), (\w+): (.+)")


def test_the_tutorial_word_for_word(auditlib, tmp_path):
    folder = tmp_path
    for kind, text in _BLOCK.findall(TUTORIAL.read_text(encoding="utf-8")):
        if kind == "edit":
            change(folder, *_EDIT.fullmatch(text.strip()).groups())
            continue
        for command, answer in re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", text, re.MULTILINE):
            if command.startswith("cd "):
                folder /= command.removeprefix("cd ")
                continue
            assert command.startswith("auditlib ")
            said = auditlib(folder, *command.split()[1:]).stdout.strip()
            pattern = re.escape(answer.strip()).replace(re.escape("…"), "(?s:.*)")
            assert re.fullmatch(pattern, said), f"{command}\n{said}"
    assert (folder / "site" / "2020-02" / "index.html").is_file()
    assert (folder / "data" / "raw" / "2020-03" / "returns.xlsx").is_file()


def change(folder: Path, name: str, row: str, column: str, value: str) -> None:
    """Type a value into a cell."""
    path = folder / name
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    rows[int(row) - 1][rows[0].index(column)] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
