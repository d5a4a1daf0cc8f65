"""How long builds take beside other ways of making the report, and how that grows: ``make bench``.

Belongs here: contenders, measuring, and writing ``docs/performance.md``. Does not belong here: tests; nothing here
holds or fails.
"""
