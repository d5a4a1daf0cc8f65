"""What need not be done again, the record of it, and the processes that do the work of a build.

Nothing that a build with nothing to do uses may import pandas, Great Expectations or papermill.
"""
