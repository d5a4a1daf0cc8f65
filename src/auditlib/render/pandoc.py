"""Finding pandoc and running it."""

from __future__ import annotations

import functools
import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

from auditlib.errors import BuildError

#: All that pandoc has of this computer's own variables: Windows starts no program well without them.
_KEPT = ("SYSTEMROOT", "TEMP", "TMP")


@functools.cache
def pandoc_path() -> str:
    """The pandoc that comes with ``pypandoc_binary``.

    Raises
    ------
    BuildError
        There is none.
    """
    import pypandoc

    try:
        return pypandoc.get_pandoc_path()
    except OSError:
        raise BuildError("pandoc is not installed. Install pypandoc_binary, or pandoc itself.") from None


@functools.cache
def pandoc_version() -> str:
    """Pandoc's version, such as ``3.9``."""
    return run_pandoc(["--version"]).stdout.split(maxsplit=2)[1]


def run_pandoc(
    arguments: Iterable[str], text: str = "", folder: Path | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run pandoc on a text, in a folder and with variables of the environment."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return subprocess.run(
        [pandoc_path(), *arguments],
        input=text,
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={"LANG": "C.UTF-8", **kept, **variables},
    )
