"""What the jobs of every study have for its readers; further jobs are those of one kind of data."""

from lime_widgets.study.jobs.judging.fidelity import HasFidelity
from lime_widgets.study.jobs.judging.repeated import HasRepeats
from lime_widgets.study.jobs.judging.settled import HasSettlement
from lime_widgets.study.jobs.rows import HasRows


class HasJobs(HasRows, HasRepeats, HasSettlement, HasFidelity):
    """A study that waits for its rows, repeats and judges its explanation, and samples until it is settled."""
