"""The last step: the page, its figures and its methods to the site."""

from __future__ import annotations

import json
from pathlib import Path

from auditlib import publish as gate
from auditlib.facts import from_list
from auditlib.steps.bench import Bench
from auditlib.steps.places import facts_path


def publish(bench: Bench, page: str) -> list[str]:
    """Publish the rendered page, and beside it the entries of its figures and how they are counted."""
    facts = from_list(json.loads(facts_path(bench.workspace).read_text(encoding="utf-8")))
    return bench.shown(gate.publish(bench.project, bench.edition, Path(page), facts))
