"""The reference names everything that is covered."""

from __future__ import annotations

from workspaces import PROJECT, QUARTO_YML

from auditlib.render import RENDERERS
from auditlib.render.options import YamlFile, read_options
from auditlib.render.places import Faults

REFERENCE = (PROJECT / "docs" / "reference" / "renderer.md").read_text(encoding="utf-8")


def test_every_option_of_the_project_and_every_filter_is_in_the_reference() -> None:
    asked: YamlFile = read_options(QUARTO_YML, "_quarto.yml", Faults())
    filters = [one["path"] for one in asked.data["filters"]]
    assert [name for name in [*asked.data["format"]["html"], *filters, *RENDERERS] if name not in REFERENCE] == []
