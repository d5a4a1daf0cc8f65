"""Which figures a public edition hides, so that no small count can be read or worked out.

Belongs here: small counts, what else has to be hidden with them, and the attacker that judges it. Does not belong
here: showing figures (:mod:`auditlib.disclosure`). Read in this order: ``thresholds`` (the rules and their source),
``identities`` (what an attacker knows of how figures add up), ``attacker`` (what can be worked out from what is
shown), ``choose`` (what to hide), ``edition`` (which figures an edition shows, and the check in words).
"""

from auditlib.suppression.choose import Suppression, suppress
from auditlib.suppression.edition import Earlier, check, flagged, report_lines, shown_ids, visible
from auditlib.suppression.thresholds import Thresholds, load_thresholds
