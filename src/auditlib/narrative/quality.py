"""Data quality: which checks of the returns gave a warning, and which were accepted although they failed."""

from __future__ import annotations

from auditlib.narrative.words import bullets, paragraphs, plain
from auditlib.schema import RETURNS
from auditlib.validate import Validation

_NAMES = {"reaudits": "re-audits", "reflections": "case reflection sheets", "supervision": "supervision observations"}


def _rule(return_name: str, description: str) -> str:
    return f"{plain(_NAMES.get(return_name, return_name)).capitalize()}: {plain(description)}"


def notes(validation: Validation) -> str:
    """The data-quality notes of an edition."""
    order = list(RETURNS)
    warnings = sorted(validation.warnings, key=lambda rule: (order.index(rule.return_name), rule.code))
    accepted = sorted(validation.waived, key=lambda rule: rule.code)
    if not warnings and not accepted:
        return "The returns passed every check."
    told = bullets([_rule(rule.return_name, rule.description) for rule in warnings])
    waived = bullets([_rule(rule.return_name, rule.description) for rule in accepted])
    return paragraphs(
        "The returns were checked before anything was counted. These checks gave a warning: what they ask for does not "
        "hold for every case."
        if warnings
        else "",
        told,
        "These checks failed and were accepted for this edition, with a reason on record:" if accepted else "",
        waived,
    )
