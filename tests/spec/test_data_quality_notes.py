"""Data-quality notes: warnings and accepted failures, in plain words and without rows."""

from auditlib.narrative.quality import notes
from auditlib.validate import Validation
from auditlib.validate.results import Outcome, RuleResult


def result(code, description, severity="warning", **more):
    outcome = more.pop("outcome", Outcome.FAILED)
    return RuleResult(code, "reaudits", description, severity, "Do it.", "x", outcome, 10, 3, **more)


def of(*results):
    return Validation("2020-02", "Report", ("2020-02",), ("2020-02",), results, (), {}, {})


def test_nothing_to_note():
    assert notes(of(result("RAU-01", "References are unique.", outcome=Outcome.PASSED))) == (
        "The returns passed every check."
    )


def test_a_warning_says_for_how_many_the_rule_does_not_hold():
    text = notes(of(result("RAU-20", "Sequences follow on.")))
    assert text.endswith("- Re\\-audits\\: Does not hold for 3 of 10 rows\\: Sequences follow on.")


def test_what_was_found_is_said_where_the_rule_has_words_for_it():
    """The rule is that audits have come back; found was how many have not."""
    words = "{failed} of {checked} re-audits due by the cut-off {have} not come back."
    text = notes(of(result("RAU-13", "A re-audit that was due has been returned.", "info", found=words)))
    assert text.endswith("- 3 of 10 re\\-audits due by the cut\\-off have not come back.")


def test_an_accepted_failure_is_listed_as_such_and_names_no_one():
    waived = result("RAU-02", "Dates are in order.", "critical", waived_by="A N Other", waived_until="2099-01-01")
    text = notes(of(waived))
    assert "accepted for this edition" in text
    assert "A N Other" not in text


def test_a_public_edition_says_nothing_of_rules_about_how_many_there_are():
    """Fewer than a quarter of 19 audits moderated: at most 4 were, though their number is hidden."""
    rows = result("RAU-14", "An audit is due after it was allocated.")
    share = result("MOD-12", "At least 25 % of the audits allocated are moderated.", unit="comparisons")
    accepted = result("MOD-12", share.description, "critical", unit="comparisons", waived_by="A N Other")
    for more in ([share], [accepted], [share, accepted]):
        assert "25" in notes(of(rows, *more))
        assert notes(of(rows, *more), counts=False) == notes(of(rows), counts=False)
    assert "every check" in notes(of(share), counts=False) and notes(of(share), counts=False) == notes(
        of(), counts=False
    )
