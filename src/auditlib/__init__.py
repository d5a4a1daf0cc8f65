"""The Audit Highlights Report, computed from the raw returns.

Importing this package imports nothing else, so that ``auditlib --help`` stays quick.
"""

__version__ = "0.1.0"
