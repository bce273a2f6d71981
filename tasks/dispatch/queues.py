"""Names of the broker's queues, in the order in which a worker looks at them.

The broker's queue order strategy is "sorted", so the order is that of the names. Small drops have express queues and do
not wait behind a backlog. What finishes an article comes before what begins one, so that few are in flight. Files that
hold many articles are cut in their turn among the others: in a queue of their own that comes last they would wait for
as long as others keep arriving, and in one that comes first all of them would be cut at once.
"""

from __future__ import annotations

EXPRESS_INDEX = "express-index"
EXPRESS_PROCESS = "express-process"
SUBMIT = "express-submit"
INDEX = "index"
PROCESS = "process"
EXPRESS = (EXPRESS_INDEX, EXPRESS_PROCESS, SUBMIT)
QUEUES = (*EXPRESS, INDEX, PROCESS)
