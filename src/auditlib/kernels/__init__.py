"""Running notebooks in kernels that start with the libraries loaded.

A notebook that imports pandas, seaborn and matplotlib spends seconds on start-up and a fifth of a second on its work.
Python's own fork server (:mod:`multiprocessing`) imports them once, and each notebook gets a process forked from it
(:mod:`~auditlib.kernels.forked`). Where there is no fork, Jupyter's ordinary kernels run.
"""
