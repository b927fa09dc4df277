"""What the jobs of every study have for its readers; further jobs are those of one kind of data."""

from lime_widgets.study.jobs.repeated import HasRepeats
from lime_widgets.study.jobs.rows import HasRows
from lime_widgets.study.jobs.settled import HasSettlement


class HasJobs(HasRows, HasRepeats, HasSettlement):
    """A study that waits for its rows, repeats its explanation, and samples until it is settled."""
