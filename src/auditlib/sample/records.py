"""Rows of audits, re-audits, moderations, reflection sheets and supervision observations.

Areas and judgements are whole numbers here: positions in the council's list and in :data:`auditlib.schema.JUDGEMENTS`.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from auditlib.sample.council import Council
from auditlib.sample.plan import (
    GOOD,
    INADEQUATE,
    NONE,
    RI,
    Course,
    Draw,
    MonthPlan,
    Reaudits,
    noise,
    order,
    pick,
    share_out,
    some_of,
)
from auditlib.schema import MODERATION_ISSUES

_NOT_A_DAY = np.datetime64("NaT", "D")
#: How a row comes back: by the month's cut-off, later, after the last cut-off, not at all.
IN_TIME, LATE, AFTER, OUT = range(4)
_REPEAT_SHARE = 0.02
_WAITING = ["audit_ref", "child_ref", "area", "team", "sequence", "ready_on", "course"]


def ref(prefix: str, kind: str, numbers: NDArray[np.int64], width: int = 5) -> NDArray:
    """References such as ``SYN-C00042``: the letter says what they name, the prefix that they are made up."""
    return np.array([f"{prefix}-{kind}{number:0{width}d}" for number in numbers], dtype=object)


def monthly_refs(council: Council, kind: str, plan: MonthPlan, count: int) -> NDArray:
    """References that are numbered anew each month, such as ``SYN-A2002-00042``."""
    return ref(council.prefix, f"{kind}{plan.month[2:4]}{plan.month[5:]}-", np.arange(1, count + 1))


def weekdays(days: NDArray, roll: str) -> NDArray:
    """`days` moved off the weekend, ``forward`` or ``backward``."""
    return np.busday_offset(days, 0, roll=cast(Any, roll))


def return_days(rng: Draw, how: NDArray[np.int64], plan: MonthPlan) -> NDArray:
    """The day on which each row comes back, by how it does; the later half of the time given is the busier."""
    count = len(how)
    push = np.maximum(rng.random_sample(count), rng.random_sample(count))
    even = rng.random_sample(count)
    days = np.full(count, _NOT_A_DAY)
    allocated, cut_off, last = (np.datetime64(day, "D") for day in (plan.allocated_on, plan.cut_off, plan.last_cut_off))

    def spread(first: np.datetime64, end: np.datetime64, share: NDArray) -> NDArray:
        span = int((end - first).astype(int)) + 1
        return first + np.minimum((share * span).astype(np.int64), span - 1)

    days[how == IN_TIME] = weekdays(spread(allocated + 4, cut_off - 1, push[how == IN_TIME]), "backward")
    if (how == LATE).any():
        late = spread(cut_off + 1, np.datetime64(plan.late_until, "D"), even[how == LATE] * even[how == LATE])
        days[how == LATE] = weekdays(late, "forward")
    days[how == AFTER] = weekdays(spread(last + 1, last + 14, even[how == AFTER]), "forward")
    return days


class Cases:
    """The children whose cases are audited, month after month, so that the given courses of cases come about."""

    def __init__(self, council: Council, courses: tuple[Course, ...], rng: Draw, auditors: int) -> None:
        self.council, self.courses, self.rng = council, courses, rng
        self.auditors = ref(council.prefix, "M", np.arange(1, auditors + 1))
        self.seniors = ref(council.prefix, "S", np.arange(1, max(6, auditors // 3) + 1))
        self.waiting = pd.DataFrame(columns=_WAITING)
        self._children = 0
        self._seen_before: pd.DataFrame | None = None
        self._area_codes = [area.code for area in council.areas]

    # Audits ------------------------------------------------------------------------------------------------

    def audits(self, plan: MonthPlan) -> pd.DataFrame:
        """A month's audits. Cases judged Inadequate join those that wait for a re-audit."""
        rng, count = self.rng, int(plan.allocated.sum())
        area, how = self._areas_and_outcomes(plan)
        courses = self._courses_of(plan, area, how)
        judgement = self._judgements(plan, area, how, courses)
        returned_on = return_days(rng, how, plan)
        self._one_on_the_cut_off(plan, how, judgement, returned_on)
        numbers = np.arange(1, count + 1)
        rows = pd.DataFrame(
            {
                "audit_ref": monthly_refs(self.council, "A", plan, count),
                "child_ref": ref(self.council.prefix, "C", self._children + numbers, width=6),
                "month": plan.month,
                "area": area,
                "team": self._teams(area, courses),
                "cohort": pick(rng, plan.cohorts, count),
                "auditor_ref": pick(rng, self.auditors, count),
                "allocated_on": np.datetime64(plan.allocated_on, "D"),
                "due_on": np.datetime64(plan.due_on, "D"),
                "returned_on": returned_on,
                "judgement": judgement,
                "how": how,
                "course": courses,
            }
        )
        self._children += count
        self._some_seen_before(rows)
        self._wait(rows)
        return rows

    def _areas_and_outcomes(self, plan: MonthPlan) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Area of each row and how it comes back, in random order."""
        area = np.repeat(np.arange(len(plan.allocated)), plan.allocated)
        out = plan.allocated - plan.in_time - plan.late - plan.after
        outcomes = np.stack([plan.in_time, plan.late, plan.after, out], axis=1)
        how = np.concatenate([np.repeat(np.arange(4), each) for each in outcomes])
        mixed = order(self.rng, len(area))
        return area[mixed], how[mixed]

    def _courses_of(self, plan: MonthPlan, area: NDArray, how: NDArray) -> NDArray[np.int64]:
        """The number of the course that a row begins, -1 for most."""
        courses = np.full(len(area), -1, dtype=np.int64)
        for number, course in enumerate(self.courses):
            if course.audited == plan.month:
                fits = (area == self._area_codes.index(course.area)) & (how == IN_TIME) & (courses == -1)
                courses[some_of(self.rng, np.flatnonzero(fits), 1)] = number
        return courses

    def _judgements(self, plan: MonthPlan, area: NDArray, how: NDArray, courses: NDArray) -> NDArray[np.int64]:
        """Judgements: every row gets a merit, and the planned numbers are dealt from the best merit down.

        Late rows have a merit near the middle, so that what is late neither stands out nor opens a course.
        """
        merit = noise(self.rng, len(area)) + np.array([each.lean for each in self.council.areas])[area]
        merit[how != IN_TIME] = np.clip(merit[how != IN_TIME] * 0.5, -0.8, 0.8)
        merit[courses >= 0] = -99.0
        back = np.flatnonzero(how != OUT)
        best_first = back[np.argsort(-merit[back], kind="stable")]
        judgement = np.full(len(area), NONE, dtype=np.int64)
        judgement[best_first] = np.repeat(np.arange(4), share_out(len(back), plan.judgements))
        return judgement

    def _one_on_the_cut_off(self, plan: MonthPlan, how: NDArray, judgement: NDArray, returned_on: NDArray) -> None:
        """Have one audit come back on the cut-off itself, which counts; a middling one, as it is not moderated."""
        for wanted in (RI, GOOD):
            rows = np.flatnonzero((how == IN_TIME) & (judgement == wanted))
            if len(rows) > 3:
                returned_on[rows[0]] = np.datetime64(plan.cut_off, "D")
                return

    def _teams(self, area: NDArray, courses: NDArray) -> NDArray:
        """A team of the row's area, or the team its course names."""
        team = np.empty(len(area), dtype=object)
        for number, each in enumerate(self.council.areas):
            here = area == number
            team[here] = pick(self.rng, each.teams, int(here.sum()))
        for row in np.flatnonzero(courses >= 0):
            team[row] = self.courses[courses[row]].team or team[row]
        return team

    def _some_seen_before(self, rows: pd.DataFrame) -> None:
        """Give a few rows a child audited in an earlier month, of the same area and team, not judged Inadequate.

        A child comes up twice at most and never waits for a re-audit meanwhile, so that no child is allocated
        twice in a month.
        """
        before = self._seen_before
        again = rows.iloc[0:0]
        if before is not None:
            free = np.flatnonzero(rows["course"] < 0)
            again = rows.iloc[some_of(self.rng, free, int(len(rows) * _REPEAT_SHARE))]
            for area in sorted(set(again["area"])):
                here = again.index[again["area"] == area]
                known = before[before["area"] == area]
                chosen = known.iloc[some_of(self.rng, np.arange(len(known)), len(here))]
                here = here[: len(chosen)]
                rows.loc[here, "child_ref"] = chosen["child_ref"].to_numpy()
                rows.loc[here, "team"] = chosen["team"].to_numpy()
        fresh = rows[~rows.index.isin(again.index) & (rows["judgement"] != INADEQUATE)]
        self._seen_before = fresh[["child_ref", "area", "team"]]

    # Re-audits ---------------------------------------------------------------------------------------------

    def _wait(self, rows: pd.DataFrame) -> None:
        """Put rows judged Inadequate among the cases that wait."""
        due = rows[rows["judgement"] == INADEQUATE]
        due = due.assign(sequence=due["sequence"] + 1 if "sequence" in due else 1, ready_on=due["returned_on"])
        parts = [part for part in (self.waiting, due[_WAITING]) if len(part)]
        self.waiting = pd.concat(parts, ignore_index=True) if parts else self.waiting

    def reaudits(self, plan: MonthPlan) -> pd.DataFrame | None:
        """A month's re-audits, or None if it has none: planned courses, then those who have waited longest."""
        if plan.reaudits is None:
            return None
        planned, outcome = self._planned_steps(plan)
        free = self._longest_waiting(plan, plan.reaudits.allocated - len(planned))
        if not len(planned) + len(free):
            return None
        chosen = self.waiting.iloc[np.concatenate([planned, free]).astype(np.int64)]
        how, judgement = self._outcomes(plan, len(planned), outcome, len(free))
        mixed = order(self.rng, len(chosen))
        rows = self._reaudit_rows(plan, chosen.iloc[mixed].reset_index(drop=True), how[mixed], judgement[mixed])
        self.waiting = self.waiting.drop(index=chosen.index).reset_index(drop=True)
        self._wait(rows.rename(columns={"original_audit_ref": "audit_ref"}))
        return rows

    def _planned_steps(self, plan: MonthPlan) -> tuple[NDArray[np.int64], list[int | str | None]]:
        """Positions in `waiting` of the cases whose course has a step this month, and the outcomes wanted."""
        positions, outcomes = [], []
        for number, course in enumerate(self.courses):
            for sequence, (month, outcome) in enumerate(course.steps, start=1):
                if month == plan.month:
                    fits = (self.waiting["course"] == number) & (self.waiting["sequence"] == sequence)
                    positions.append(int(np.flatnonzero(fits)[0]))
                    outcomes.append(outcome)
        return np.array(positions, dtype=np.int64), outcomes

    def _longest_waiting(self, plan: MonthPlan, count: int) -> NDArray[np.int64]:
        """Positions in `waiting` of about the longest waiting that follow no planned course."""
        ready = self.waiting["ready_on"].to_numpy(dtype="datetime64[D]")
        free = np.flatnonzero((self.waiting["course"].to_numpy() < 0) & (ready < np.datetime64(plan.allocated_on, "D")))
        since = ready[free].astype(np.int64) + self.rng.random_sample(len(free)) * 60
        return free[np.argsort(since, kind="stable")[: max(count, 0)]]

    def _outcomes(
        self, plan: MonthPlan, planned: int, wanted: list[int | str | None], free: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """How each re-audit comes back and its judgement, planned ones first."""
        wishes = cast(Reaudits, plan.reaudits)
        how = [OUT if each is None else AFTER if each == "after" else IN_TIME for each in wanted]
        judgement = [NONE if each is None else RI if each == "after" else int(each) for each in wanted]
        # Where fewer cases wait than were planned for, the same share of them comes back.
        scale = 1.0 if plan.exact else free / max(wishes.allocated, 1)
        in_time = min(free, round(wishes.in_time * scale) - (how.count(IN_TIME) if plan.exact else 0))
        late = min(free - in_time, round(wishes.late * scale))
        free_how = np.repeat([IN_TIME, LATE, OUT], [in_time, late, free - in_time - late])
        free_judgement = np.full(free, NONE, dtype=np.int64)
        dealt = np.repeat(np.arange(4), share_out(in_time + late, wishes.outcomes))
        free_judgement[: in_time + late] = dealt[order(self.rng, in_time + late)]
        both = (np.concatenate([how, free_how]), np.concatenate([judgement, free_judgement]))
        return both[0].astype(np.int64), both[1].astype(np.int64)

    def _reaudit_rows(self, plan: MonthPlan, cases: pd.DataFrame, how: NDArray, judgement: NDArray) -> pd.DataFrame:
        return pd.DataFrame(
            {
                "reaudit_ref": monthly_refs(self.council, "R", plan, len(cases)),
                "original_audit_ref": cases["audit_ref"],
                "child_ref": cases["child_ref"],
                "month": plan.month,
                "area": cases["area"].astype(np.int64),
                "team": cases["team"],
                "sequence": cases["sequence"].astype(np.int64),
                "auditor_ref": pick(self.rng, self.seniors, len(cases)),
                "allocated_on": np.datetime64(plan.allocated_on, "D"),
                "due_on": np.datetime64(plan.due_on, "D"),
                "returned_on": return_days(self.rng, how, plan),
                "judgement_before": np.full(len(cases), INADEQUATE, dtype=np.int64),
                "judgement": judgement,
                "how": how,
                "course": cases["course"].astype(np.int64),
            }
        )


_MODERATORS = 6
#: How often a moderated audit had to have each issue put right, in the order of the schema.
_ISSUE_RATES = np.array([0.10, 0.12, 0.18, 0.08])
_CHANGED_RATIONALE_RATE = 0.6
_TOOLS = ("yes", "partly", "no")
_TOOLS_SHARES = (0.62, 0.28, 0.10)
_OBSERVERS = ("Service Manager", "Service Manager", "Service Manager", "Assistant Director")
_OBSERVED = ("Team Manager", "Team Manager", "Assistant Team Manager")


def moderations(rng: Draw, council: Council, plan: MonthPlan, audits: pd.DataFrame) -> pd.DataFrame:
    """A month's moderations, of audits back in time, each after its audit and by the cut-off."""
    returned = audits["returned_on"].to_numpy(dtype="datetime64[D]")
    cut_off = np.datetime64(plan.cut_off, "D")
    fit = (audits["how"].to_numpy() == IN_TIME) & (returned < cut_off)
    rows, after = [], []
    for before, wanted in enumerate(plan.moderation.by_judgement):
        among = np.flatnonzero(fit & (audits["judgement"].to_numpy() == before))
        chosen = some_of(rng, among, wanted)
        changed = np.full(len(chosen), before)
        start = 0
        for (old, new), count in plan.moderation.changes.items():
            if old == before:
                changed[start : start + count] = new
                start += count
        rows.append(chosen)
        after.append(changed)
    row, judgement_after = np.concatenate(rows).astype(np.int64), np.concatenate(after).astype(np.int64)
    mixed = order(rng, len(row))
    row, judgement_after = row[mixed], judgement_after[mixed]
    judgement_before = audits["judgement"].to_numpy()[row]
    day = weekdays(returned[row] + 1 + (rng.random_sample(len(row)) * 9).astype(np.int64), "forward")
    return pd.DataFrame(
        {
            "audit_ref": audits["audit_ref"].to_numpy()[row],
            "month": plan.month,
            "moderator_ref": pick(rng, ref(council.prefix, "P", np.arange(1, _MODERATORS + 1)), len(row)),
            "moderated_on": np.minimum(day, cut_off),
            "judgement_before": judgement_before,
            "judgement_after": judgement_after,
            "issues": _issues(rng, judgement_after != judgement_before),
        }
    )


def _issues(rng: Draw, changed: NDArray[np.bool_]) -> NDArray:
    """Issues of each moderated audit joined by ``;``: a changed judgement mostly lacked its rationale."""
    rates = np.tile(_ISSUE_RATES, (len(changed), 1))
    rates[changed, MODERATION_ISSUES.index("rationale")] = _CHANGED_RATIONALE_RATE
    found = rng.random_sample(rates.shape) < rates
    joined = [";".join(name for name, has in zip(MODERATION_ISSUES, row, strict=True) if has) for row in found]
    return np.array(joined, dtype=object)


def reflections(rng: Draw, plan: MonthPlan, audits: pd.DataFrame) -> pd.DataFrame:
    """A month's case reflection sheets, without their words: some in time, some late, none before its audit."""
    returned = audits["returned_on"].to_numpy(dtype="datetime64[D]")
    how, cut_off = audits["how"].to_numpy(), np.datetime64(plan.cut_off, "D")
    in_time = some_of(rng, np.flatnonzero(how == IN_TIME), plan.reflections_in_time)
    rest = np.setdiff1d(np.flatnonzero((how == IN_TIME) | (how == LATE)), in_time)
    late = some_of(rng, rest, plan.reflections_late)
    lag = (rng.random_sample(len(in_time)) * 10).astype(np.int64)
    days = np.minimum(weekdays(returned[in_time] + lag, "forward"), cut_off)
    until = np.datetime64(plan.late_until, "D")
    late_lag = 1 + (rng.random_sample(len(late)) * 12).astype(np.int64)
    late_days = np.minimum(weekdays(np.maximum(returned[late], cut_off) + late_lag, "forward"), until)
    late_days = np.maximum(late_days, returned[late])
    row, day = np.concatenate([in_time, late]), np.concatenate([days, late_days])
    shares = share_out(len(row), _TOOLS_SHARES)
    tools = np.repeat(np.array(_TOOLS, dtype=object), shares)[order(rng, len(row))]
    mixed = order(rng, len(row))
    sheets = pd.DataFrame(
        {
            "audit_ref": audits["audit_ref"].to_numpy()[row],
            "month": plan.month,
            "returned_on": day,
            **dict.fromkeys(("done_well", "challenges", "tools_comment", "do_differently"), ""),
            "tools_sufficient": tools,
            "how": np.repeat([IN_TIME, LATE], [len(in_time), len(late)]),
        }
    )
    return sheets.iloc[mixed].reset_index(drop=True)


def supervision(rng: Draw, council: Council, plan: MonthPlan) -> pd.DataFrame | None:
    """A month's supervision observations, or None if it has none: records that came back and those that did not."""
    if plan.supervision is None:
        return None
    records, expected = plan.supervision.records, plan.supervision.expected
    mixed = order(rng, expected)
    padded = records.reindex(range(expected)).iloc[mixed].reset_index(drop=True)
    back = mixed < len(records)
    start, end = np.datetime64(plan.month, "M").astype("datetime64[D]"), np.datetime64(plan.cut_off, "D")
    last_day = (np.datetime64(plan.month, "M") + 1).astype("datetime64[D]") - 1
    due = min(weekdays(last_day, "backward"), end)
    days = start + 6 + (rng.random_sample(expected) * 34).astype(np.int64)
    days = np.minimum(weekdays(days, "backward"), end)
    days[~back] = np.datetime64("NaT")
    areas = np.repeat(np.arange(len(council.areas)), share_out(expected, [area.weight for area in council.areas]))
    frame = pd.DataFrame(
        {
            "observation_ref": monthly_refs(council, "O", plan, expected),
            "month": plan.month,
            "area": areas[order(rng, expected)],
            "observer_role": pick(rng, _OBSERVERS, expected),
            "observed_role": pick(rng, _OBSERVED, expected),
            "expected_on": due,
            "returned_on": days,
        }
    )
    return pd.concat([frame, padded], axis=1).assign(how=np.where(back, IN_TIME, LATE + 2))
