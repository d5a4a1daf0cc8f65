"""The reference names everything that is covered."""

from __future__ import annotations

from workspaces import PROJECT

from auditlib.render import RENDERERS
from auditlib.render.callouts import CALLOUTS
from auditlib.render.options import PAGE_OPTIONS, PROJECT_OPTIONS, TITLES

REFERENCE = (PROJECT / "docs" / "reference" / "renderer.md").read_text(encoding="utf-8")


def test_every_option_is_in_the_reference() -> None:
    named = {*PAGE_OPTIONS, *TITLES, *PROJECT_OPTIONS, *RENDERERS}
    assert [name for name in sorted(named) if f"`{name}" not in REFERENCE and f" {name}" not in REFERENCE] == []


def test_every_callout_is_in_the_reference() -> None:
    assert [kind for kind in CALLOUTS if f"`{kind}`" not in REFERENCE and f"callout-{kind}" not in REFERENCE] == []
