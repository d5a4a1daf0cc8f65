"""What ``auditlib`` and ``python -m auditlib`` start."""

from auditlib.isolation import isolate

isolate()

from auditlib.cli import main  # noqa: E402 - libraries are found only after this

if __name__ == "__main__":
    main()
