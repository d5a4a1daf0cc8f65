"""Data quality: which checks of the returns gave a warning, and which were accepted although they failed."""

from __future__ import annotations

from collections.abc import Iterable

from auditlib.narrative.words import bullets, paragraphs, plain
from auditlib.schema import RETURNS
from auditlib.validate import Validation
from auditlib.validate.results import COMPARISONS, RuleResult
from auditlib.validate.wording import RETURN_NAMES, found


def notes(validation: Validation, *, counts: bool = True) -> str:
    """The data-quality notes of an edition; without `counts`, the rules that fail for some cases are named only.

    Nor is anything said then of rules about how many there are (a share that is moderated, a number like that of
    earlier months): whether they hold tells of a number that may be hidden.
    """

    def line(rule: RuleResult) -> str:
        text = found(rule) if counts else rule.description
        return plain(text if counts and rule.found else f"{RETURN_NAMES[rule.return_name]}: {text}")

    def said(rules: Iterable[RuleResult]) -> list[RuleResult]:
        return [rule for rule in rules if counts or rule.unit != COMPARISONS]

    order = list(RETURNS)
    noted = sorted(
        said([*validation.warnings, *validation.information]),
        key=lambda rule: (order.index(rule.return_name), rule.code),
    )
    accepted = sorted(said(validation.waived), key=lambda rule: rule.code)
    if not noted and not accepted:
        return "The returns passed every check." if counts else "The returns passed every check of single rows."
    start = "This was found" if counts else "These rules do not hold for every case"
    return paragraphs(
        f"The returns were checked before anything was counted. {start}:" if noted else "",
        bullets([line(rule) for rule in noted]),
        "These checks failed and were accepted for this edition, with a reason on record:" if accepted else "",
        bullets([line(rule) for rule in accepted]),
    )
