"""Look-alikes of the kinds that were reported falsely in public documents: nothing may be found in them."""

from __future__ import annotations

import pytest

from figurecheck import check

#: Why nothing is wrong, and a passage of that sort.
RIGHT = {
    "a day of the month is no year": (
        "Shops file a return by 1 May or, for stock left over by the preceding June 30, by August 1."
    ),
    "before a year is no year before": ("By 2031 all meters are read by radio, but before year 2012 none was."),
    "an event, not a period": (
        "The pier closed in 1978, the year before the Great Western ferry sank, and the baths followed in 1991."
    ),
    "dates with their years": (
        "The levy was 8.4 percent on January 1, 2016, and was further reduced to 8.1 percent on October 1, 2016."
    ),
    "two changes on two bases": (
        "Inspections increased by more than 12 percent in comparison to 2020 and 31 percent in comparison to 2019."
    ),
    "a direction that is an adjective": (
        "The county's levy of 21.5 pence is lower than the city's recently increased rate of 30.2 pence."
    ),
    "a rate of growth": ("This compares with the 1.1% growth last year, and is down from the 4.2% growth in 2018."),
    "a limit beside a direction": (
        "The allowance for each child below 14 years old shall be raised from £900 to £1,400."
    ),
    "a threshold": ("About 4.2% lost a share of savings higher than 12% of their income."),
    "a gradient": ("Visits decreased with increasing distance (41% in towns, compared with 28% on the islands)."),
    "the first half of a sentence": (
        "While the total number of loans decreased, the van lent twice as many, 18,200 in 2025 compared to 9,400 "
        "in 2024."
    ),
    "two measures": (
        "Cafés are the largest customers in both orders (44%) and weight (79%), followed by schools with only "
        "12% of the weight."
    ),
    "shares of different things": (
        "Over-70s made up 14% of residents in 2019, 39% of all journeys, and accounted for nearly half (48%) of "
        "complaints."
    ),
    "two parts that are all, and a third by age": (
        "Among the 64 cases 34 are male, 30 are female and 11 are aged 16 or younger."
    ),
    "parts of which the last is of both": ("Out of 31 samples, 12 were positive for lead, 14 for zinc and 3 for both."),
    "a total in brackets": (
        "The board will give £200 million to the Roads Fund (bringing the total to £640 million) and £90 million "
        "to the Rail Fund (bringing the total to £710 million)."
    ),
    "a part of a part": ("Of the 38 people asked, 24 were having lessons, of whom 15 said that they helped."),
    "those that left": ("Of the 45 guests, 40 are well, three have left the island and two were not reached."),
    "a remainder taken up": ("We had 1,420 applications. Of these remaining 890 applications, 120 were late."),
    "a remainder and its parts": (
        "Most thefts were of cycles (91.2 percent). The remaining 8.8 percent were of cars (6.1 percent) and "
        "boats (2.7 percent)."
    ),
    "other things, not what is left": ("The unit made 58 arrests, found 29 missing dogs and helped 27 owners."),
    "a scale": ("Useful sight: from 14.2% to 83.1% of patients (6/12 or better)."),
    "ages": ("For children aged three to four years old in five of the estates the attendance is 78%."),
    "a rank": ("The bank has 10.4% of deposits, ranking it 3 among 128 banks in the county."),
    "a mixed number": ("Each lender charges three and one-half percent (3.5%)."),
    "counts with their own n": ("1. Moved away (n=36, 17.1%)\n2. Family (n=24, 11.4%)"),
    "a level is no change": ("Jobs lost came to 9,200, after 12,100 in 2019. The unemployment rate fell to 3.1%."),
    "a change for each year": (
        "The rent has risen from £520 to £572 in five years: an average increase of 1.9% a year."
    ),
    "rates beside each other": (
        "Flats get £40 a month, those with a garden £30 a month and those without £20 a month."
    ),
    "a rule of law": ("The probation must not exceed 90 days for skilled work, 45 days for other work."),
    "a goal with its result": ("The team met 104 percent of its goal (520 of 500 planned posts)."),
    "levels between which": (
        "The burden ranges from 2 percent at the £20,000 income level to 6 percent at the £90,000 income level. "
        "At the £20,000 income level few pay."
    ),
    "a heading that names no area": (
        "# Report\n\n## Population Size\n\nElm county is the largest, with 21,400 residents.\n\n## Household "
        "Size\n\nA household has 2.4 people.\n\n## Elm county\n\nIt has 12 schools."
    ),
    "percentages without their sign": (
        "| Reason | Cars (n=31) | Vans (n=22) |\n|---|---|---|\n| Work | 58 | 55 |\n| Home | 15 | 27 |\n| School "
        "| 28 | 17 |\n| Total | 100 | 100 |"
    ),
    "a table of contents": (
        "Many Towns Report Both Delays and Good Results 9 Ministry Has Not Developed or Followed a Plan to Learn "
        "Lessons 14 Selected Recipients Remain Without Guidance 19"
    ),
    "lakh and crore": ("The limit for small firms is doubled from 50,000 to 1 lakh."),
    "until then": ("Work on licences issued before 2018 took 2,700 hours, and that on new ones began in 2026."),
    "two things": ("The 44 holders of the two grants reported on their work."),
    "a law and its year": (
        "The Water Act of 2003 set up a fund for wells and pipes, and its grants, which began eleven years "
        "later, ended in June 2016."
    ),
    "an attribute, not the period before": (
        "The site has no copy of the February 2023 list, but keeps a copy of a prior 2019 draft."
    ),
    "those who look and what they look at": (
        "We could not find in 12 towns' lists a large majority of the 160 clubs named before."
    ),
    "a range of quarters": (
        "In total, four of the five depots missed the standard in at least one of the two quarters in which "
        "it was kept."
    ),
    "counts of charges": (
        "Charged with theft in the first degree (4 counts); and theft in the second degree (2 counts). Charged with "
        "theft in the first degree (1 count); and theft in the second degree (3 counts)."
    ),
}


@pytest.mark.parametrize("why", RIGHT)
def test_nothing_is_found_where_figures_only_stand_near_each_other(why, tmp_path):
    document = tmp_path / "passage.md"
    document.write_text(RIGHT[why], encoding="utf-8")
    assert [f"{finding.code} {finding.what}" for finding in check(document).findings] == []
