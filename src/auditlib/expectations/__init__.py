"""What is expected of the returns: the suites of ``expectations/`` and our own kinds of expectation."""

from auditlib.expectations.suites import Rule, Suite, inputs_of, load_suite, load_suites
