"""Data quality: which checks of the returns gave a warning, and which were accepted although they failed."""

from __future__ import annotations

from auditlib.narrative.words import bullets, paragraphs, plain
from auditlib.schema import RETURNS
from auditlib.validate import Validation
from auditlib.validate.results import RuleResult
from auditlib.validate.wording import RETURN_NAMES, found


def notes(validation: Validation, *, counts: bool = True) -> str:
    """The data-quality notes of an edition; without `counts`, the rules that fail for some cases are named only."""

    def line(rule: RuleResult) -> str:
        text = found(rule) if counts else rule.description
        return plain(text if counts and rule.found else f"{RETURN_NAMES[rule.return_name]}: {text}")

    order = list(RETURNS)
    noted = sorted(
        [*validation.warnings, *validation.information], key=lambda rule: (order.index(rule.return_name), rule.code)
    )
    accepted = sorted(validation.waived, key=lambda rule: rule.code)
    if not noted and not accepted:
        return "The returns passed every check."
    start = "This was found" if counts else "These rules do not hold for every case"
    return paragraphs(
        f"The returns were checked before anything was counted. {start}:" if noted else "",
        bullets([line(rule) for rule in noted]),
        "These checks failed and were accepted for this edition, with a reason on record:" if accepted else "",
        bullets([line(rule) for rule in accepted]),
    )
