"""``python -m auditlib`` does what ``auditlib`` does."""

from auditlib.cli import main

main()
