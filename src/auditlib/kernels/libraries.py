"""papermill and what it runs on, imported without what costs much and is not needed here.

Belongs here: these imports. Does not belong here: anything else; whoever runs notebooks takes them from here.

papermill can do without all of it. ``rfc3987_syntax`` spends 0.8 s on compiling a grammar of web addresses, for a JSON
check that notebooks do not use, and ``isoduration`` is for another such check; pyarrow and requests, which take 0.25 s,
are for notebooks on a cluster or on the web.
"""

from __future__ import annotations

from auditlib.imports import absent, deferred, uncollected

with uncollected(), absent("rfc3987_syntax", "isoduration", "pyarrow"), deferred("requests"):
    import nbformat
    import papermill
    from nbclient.exceptions import DeadKernelError
    from papermill.clientwrap import PapermillNotebookClient
    from papermill.engines import NBClientEngine, NotebookExecutionManager, papermill_engines
    from papermill.exceptions import PapermillException

__all__ = [
    "DeadKernelError",
    "NBClientEngine",
    "NotebookExecutionManager",
    "PapermillException",
    "PapermillNotebookClient",
    "nbformat",
    "papermill",
    "papermill_engines",
]
