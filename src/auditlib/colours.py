"""The colours of charts and of the page's small lines: the Government Analysis Function's (package ``afcharts``).

A module of its own, since what only needs a colour should not load what draws.
"""

from __future__ import annotations

from afcharts.af_colours import get_af_colours

#: For what the edition reports, and for what stands beside it.
MAIN, OTHER = get_af_colours("duo")[0], "#6B7F92"
INK = "#0b0c0c"
#: Ordered categories from the best: a ramp of one hue that holds in greyscale and for colour-blind readers. Three steps
#: of at least 3:1 are all that fit between black and white, so the first is marked by hatching.
RAMP = ("#ffffff", "#b0cce6", "#326d9c", "#04101f")
