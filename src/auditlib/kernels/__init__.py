"""Kernels that start with the libraries loaded already.

A notebook that imports pandas, seaborn and matplotlib spends seconds on start-up and a fifth of a second on its
work. Here a small server process imports the libraries once and forks a fresh kernel for every notebook; where
fork is not to be had, ordinary processes that load the same libraries are started early and wait.

Belongs here: starting and ending kernels (:mod:`~auditlib.kernels.spawners`), the papermill engine
(:mod:`~auditlib.kernels.engine`, ``papermill --engine preloaded``) and running one notebook of a build
(:mod:`~auditlib.kernels.notebooks`). Does not belong here: which notebooks a build runs, or what they compute.

The package itself imports nothing: the server process starts from here and must stay single-threaded.
"""
