"""What git may hold: notebooks without outputs, the synthetic sample and no other returns, and no canary.

Run by the pre-commit hook, by ``make check`` and by CI. It reads what git would commit (the index), not the working
folder, so that a file staged and then changed is judged as staged. Messages name files, never what stands in them.

A canary is a made-up reference that a council plants in its returns to see whether data ever leaves the building:
the word ``canary`` between hyphens with letters and digits after it, such as ``ref-canary-`` and eight of them.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

_RETURNS = "data/raw/"
#: Files below data/raw that are not returns.
_NOT_RETURNS = {"README.md", ".gitattributes", ".gitkeep"}
_CANARY = re.compile(rb"[a-z]+-canary-[0-9a-z]{8}", re.IGNORECASE)


def _git(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], check=True, capture_output=True).stdout


def staged() -> dict[str, str]:
    """The files that git would commit: path and the id of their content."""
    entries = (entry.split("\t", 1) for entry in _git("ls-files", "--stage", "-z").decode().split("\0") if entry)
    return {path: place.split()[1] for place, path in entries}


def _contents(ids: list[str]) -> Iterator[bytes]:
    """The content of each id, in order, read by one process."""
    with subprocess.Popen(["git", "cat-file", "--batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as git:
        assert git.stdin and git.stdout
        for one in ids:
            git.stdin.write(f"{one}\n".encode())
            git.stdin.flush()
            size = int(git.stdout.readline().split()[2])
            yield git.stdout.read(size)
            git.stdout.read(1)


def notebook_faults(path: str, content: bytes) -> Iterator[str]:
    """A notebook that holds outputs, which may show data, or cannot be looked through."""
    try:
        cells = json.loads(content)["cells"]
    except (ValueError, KeyError, TypeError):
        yield f"{path}: is not a notebook that can be read. Take it from git, or save it again in JupyterLab."
        return
    if any(cell.get("outputs") or cell.get("execution_count") for cell in cells):
        yield f"{path}: the notebook holds outputs. Run: nbstripout --keep-id {path}"


def canary_faults(path: str, content: bytes) -> Iterator[str]:
    """A file with a canary in it: it was copied from real returns."""
    if _CANARY.search(content):
        yield f"{path}: holds a canary, so it comes from real returns. Take it out of git."


def return_faults(returns: dict[str, bytes]) -> Iterator[str]:
    """Returns that are not the synthetic sample, file by file.

    Parameters
    ----------
    returns
        The files below ``data/raw`` that git would commit.
    """
    from auditlib.sample import write_sample

    with tempfile.TemporaryDirectory() as folder:
        write_sample(Path(folder) / "sample")
        root = Path(folder) / "sample"
        sample = {
            path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in (root / _RETURNS).rglob("*")
            if path.is_file()
        }
    for path, content in returns.items():
        if sample.get(path) != hashlib.sha256(content).hexdigest():
            yield f"{path}: is not a file of the synthetic sample. Real returns never go into git: git rm --cached it."


def faults() -> list[str]:
    """Everything in the index that may not be committed."""
    files = staged()
    found: list[str] = []
    returns: dict[str, bytes] = {}
    for path, content in zip(files, _contents(list(files.values())), strict=True):
        found += canary_faults(path, content)
        if path.endswith(".ipynb"):
            found += notebook_faults(path, content)
        if path.startswith(_RETURNS) and Path(path).name not in _NOT_RETURNS:
            returns[path] = content
    return found + list(return_faults(returns))


def main() -> int:
    """Print what may not be committed, one line each."""
    found = faults()
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
