"""Figures that an earlier edition published and that now differ: as published, now, and why.

Belongs here: the archive of published editions, what differs, the reason as far as the rows tell it, and whether
a comparison changes its verdict. Does not belong here: changes between months (``change``); deciding that an
edition is published.

``archive.keep`` stores an edition's facts; ``against.previous`` and ``against.between`` compare; ``tell`` has the
sentence, the table and the text for the terminal.
"""
