"""The site that readers see: editions at permanent addresses, in a folder that any web server can serve.

Belongs here: putting a signed edition into that folder, taking one out, and checking that it is still what was signed.
Does not belong here: whether an edition may be published (:mod:`auditlib.gates`).

``docs/decisions/publishing.md`` says how the folder is laid out and why.
"""

from auditlib.website.check import recorded, verify
from auditlib.website.put import publish, record, withdraw
from auditlib.website.versions import Version, versions
