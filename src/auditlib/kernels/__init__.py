"""Running notebooks in kernels that Python's own fork server starts with the libraries loaded.

Where there is no fork, Jupyter's ordinary kernels run.
"""
