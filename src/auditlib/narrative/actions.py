"""Section 10: the actions promised, and what became of them."""

from __future__ import annotations

from auditlib.actions import Action, Register
from auditlib.disclosure import Evidence
from auditlib.narrative.words import bullets, capital, counted, paragraphs, plain, verb
from auditlib.periods import day_name, month_name


def section(evidence: Evidence, register: Register | None) -> str:
    """What is overdue, new, still open and done, in this order."""
    if register is None or not register.actions:
        return ""
    edition = evidence.edition.edition
    new = [action for action in register.new if action in register.open and not register.is_overdue(action)]
    earlier = [action for action in register.open if action not in new and not register.is_overdue(action)]
    facts = {name: evidence.facts[f"actions.{name}.{edition}"] for name in ("open", "overdue", "done")}
    state = f"{capital(counted(facts['open'], 'action'))} {verb(facts['open'], 'is', 'are')} open"
    if facts["open"].number:
        state += f", of which {counted(facts['overdue'], 'action')} {verb(facts['overdue'], 'is', 'are')} overdue"
    done = f"{capital(counted(facts['done'], 'action'))} {verb(facts['done'], 'has', 'have')} been done since the first"
    parts = ["## Actions", f"{state}. {done} was promised."]
    for title, actions in (("Overdue", register.overdue), ("New", new), ("Still open", earlier)):
        if actions:
            parts += [f"### {title}", bullets([_open(action) for action in actions])]
    finished = _finished(register)
    if finished:
        parts += ["### Done since the last edition", bullets([_done(action) for action in finished])]
    return paragraphs(*parts)


def _finished(register: Register) -> list[Action]:
    """The actions that were done in the time that the edition reports, the latest first."""
    first = register.edition.months[0]
    return [action for action in register.done if action.closed_on and f"{action.closed_on:%Y-%m}" >= first]


def _open(action: Action) -> str:
    due = f"due {day_name(action.due_on)}" if action.due_on else "no day named"
    return f"{plain(action.action)} {plain(action.owner_role)}; promised in {month_name(action.edition)}; {due}."


def _done(action: Action) -> str:
    outcome = f" What came of it: {plain(action.outcome)}" if action.outcome else ""
    return f"{plain(action.action)} Done on {day_name(action.closed_on)}.{outcome}" if action.closed_on else ""
