"""Commands of the command line, a module each; :mod:`auditlib.cli` puts them together.

Belongs here: options, asking, printing. Does not belong here: what a command does.
"""
