"""Rows of moderations, case reflection sheets and supervision observations.

Belongs here: what is made of a month's audits, and the month's observations. Does not belong here: the audits
themselves (:mod:`cases`) or the words of remarks and sheets (:mod:`remarks`).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from auditlib.sample.cases import IN_TIME, LATE, ref, weekdays
from auditlib.sample.council import Council
from auditlib.sample.draws import Draw, order, pick, share_out, some_of
from auditlib.sample.plan import MonthPlan
from auditlib.schema import MODERATION_ISSUES

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
        if plan.exact and len(among) < wanted:
            raise ValueError(f"{plan.month}: {wanted} moderations of judgement {before} are planned, {len(among)} fit")
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
    if plan.exact and (len(in_time), len(late)) != (plan.reflections_in_time, plan.reflections_late):
        raise ValueError(f"{plan.month}: more reflection sheets are planned than audits came back")
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
    return (
        pd.DataFrame(
            {
                "audit_ref": audits["audit_ref"].to_numpy()[row],
                "month": plan.month,
                "returned_on": day,
                "done_well": "",
                "challenges": "",
                "tools_sufficient": tools,
                "tools_comment": "",
                "do_differently": "",
                "how": np.repeat([IN_TIME, LATE], [len(in_time), len(late)]),
            }
        )
        .iloc[mixed]
        .reset_index(drop=True)
    )


def supervision(rng: Draw, council: Council, plan: MonthPlan) -> pd.DataFrame | None:
    """A month's supervision observations, or None if it has none: records that came back and those that did not."""
    if plan.supervision is None:
        return None
    records, expected = plan.supervision.records, plan.supervision.expected
    mixed = order(rng, expected)
    padded = records.reindex(range(expected)).iloc[mixed].reset_index(drop=True)
    back = mixed < len(records)
    short = plan.month[2:4] + plan.month[5:]
    start, end = np.datetime64(plan.month, "M").astype("datetime64[D]"), np.datetime64(plan.cut_off, "D")
    last_day = (np.datetime64(plan.month, "M") + 1).astype("datetime64[D]") - 1
    due = min(weekdays(last_day, "backward"), end)
    days = start + 6 + (rng.random_sample(expected) * 34).astype(np.int64)
    days = np.minimum(weekdays(days, "backward"), end)
    days[~back] = np.datetime64("NaT")
    areas = np.repeat(np.arange(len(council.areas)), share_out(expected, [area.weight for area in council.areas]))
    frame = pd.DataFrame(
        {
            "observation_ref": ref(council.prefix, f"O{short}-", np.arange(1, expected + 1)),
            "month": plan.month,
            "area": areas[order(rng, expected)],
            "observer_role": pick(rng, _OBSERVERS, expected),
            "observed_role": pick(rng, _OBSERVED, expected),
            "expected_on": due,
            "returned_on": days,
        }
    )
    return pd.concat([frame, padded], axis=1).assign(how=np.where(back, IN_TIME, LATE + 2))
