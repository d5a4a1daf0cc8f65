"""Section 10: the actions promised, and what became of them."""

from __future__ import annotations

from auditlib.actions import Action, Register
from auditlib.disclosure import Evidence
from auditlib.narrative.words import bullets, capital, counted, paragraphs, plain, some, verb
from auditlib.periods import day_name, month_name, months_from
from auditlib.settings import Edition


def section(evidence: Evidence, register: Register | None) -> str:
    """What is overdue, new, still open, done and dropped, in this order."""
    if register is None:
        return ""
    if not register.actions:
        return paragraphs("## Actions", "No actions have been promised so far.")
    edition = evidence.edition.edition
    new = [action for action in register.new if action in register.open and not register.is_overdue(action)]
    earlier = [action for action in register.open if action not in new and not register.is_overdue(action)]
    facts = {name: evidence.facts[f"actions.{name}.{edition}"] for name in ("open", "overdue", "done")}
    state = f"{capital(counted(facts['open'], 'action'))} {verb(facts['open'], 'is', 'are')} open"
    if facts["open"].number:
        state += f", of which {some(facts['overdue'])} {verb(facts['overdue'], 'is', 'are')} overdue"
    done = f"{capital(counted(facts['done'], 'action'))} {verb(facts['done'], 'has', 'have')} been done since the first"
    parts = ["## Actions", f"{state}. {done} was promised."]
    for title, actions in (("Overdue", register.overdue), ("New", new), ("Still open", earlier)):
        if actions:
            parts += [f"### {title}", bullets([_open(action, register.edition) for action in actions])]
    for status in ("Done", "Dropped"):
        closed = [(action, action.closed_on) for action in register.closed(status.lower())]
        # One without a day is listed until it has one.
        since = [action for action, day in closed if day is None or f"{day:%Y-%m}" >= register.edition.months[0]]
        if since:
            parts += [f"### {status} since the last edition", bullets([_closed(action, status) for action in since])]
    return paragraphs(*parts)


def _open(action: Action, edition: Edition) -> str:
    age = len(months_from(action.edition, edition.edition)) - 1
    promised = f"{month_name(action.edition)}, {age} {'month' if age == 1 else 'months'} earlier"
    parts = [plain(action.owner_role), f"promised in {promised}"] if age else [plain(action.owner_role)]
    parts.append(f"due {day_name(action.due_on)}" if action.due_on else "no day named")
    return f"{plain(action.action)} {'; '.join(parts)}."


def _closed(action: Action, status: str) -> str:
    day = f"on {day_name(action.closed_on)}" if action.closed_on else "on a day that was not recorded"
    outcome = f" {'What came of it' if status == 'Done' else 'Why'}: {plain(action.outcome)}" if action.outcome else ""
    return f"{plain(action.action)} {status} {day}.{outcome}"
