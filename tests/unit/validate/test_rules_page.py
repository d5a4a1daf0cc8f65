"""docs/reference/rules.md is what the suites say."""

from __future__ import annotations

from auditlib.expectations import load_suites
from auditlib.paths import Project
from auditlib.validate.rules_page import rules_markdown
from tests.unit.validate.conftest import ROOT


def test_the_page_of_rules_is_up_to_date():
    written = (ROOT / "docs" / "reference" / "rules.md").read_text(encoding="utf-8")
    assert written == rules_markdown(load_suites(Project(ROOT))), "run: python -m auditlib.validate.rules_page"


def test_every_rule_and_every_kind_of_ours_is_on_it():
    from auditlib.expectations.engine import great_expectations

    great_expectations()
    from auditlib.expectations.kinds import OWN_KINDS

    page = (ROOT / "docs" / "reference" / "rules.md").read_text(encoding="utf-8")
    for suite in load_suites(Project(ROOT)).values():
        for rule in suite.rules:
            assert f"| {rule.code} | " in page
    for name, kind in OWN_KINDS.items():
        assert f"**`{name}`**" in page
        assert kind.__doc__, name
