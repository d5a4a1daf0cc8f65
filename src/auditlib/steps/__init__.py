"""Which step depends on what, what need not be done again, and the record of it.

Belongs here: hashes of inputs, the code and libraries a step uses, the manifest, and the process that reads and
checks returns for a build. Does not belong here: what the steps of an edition are (:mod:`auditlib.pipeline`).

Nothing here that a build with nothing to do uses may import pandas, Great Expectations or papermill.
"""
