"""What is done after a submission's commit: it may fail, but it never refuses a submission that is stored.

A submission is committed with its one write: the conditional put, or the transaction. From then on its sender gets the
receipt, whatever the database, the bucket or Pikir's own code does. Each step that follows is made up for elsewhere:

======================  ================================================================================
step                    where it fails
======================  ================================================================================
note the arrival        the next submission notes it; until then readers fold a longer tail
keep or erase files     ``uploads.sweep`` does the task that the commit has stored
take a use off again    a limit counts one use too many until its window ends
hurry the letter        the schedule sends it within a minute
======================  ================================================================================
"""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from chalicelib import errors

if TYPE_CHECKING:
    from chalicelib.domain.submissions import Submission

_log = logging.getLogger("pikir.submissions")


@contextmanager
def attempt(step: str, submission: "Submission") -> Iterator[None]:
    """Do one step after a submission's commit; log its failure, whatever it is, and go on.

    The log names no cause beyond the exception's type, since a message may repeat what a person typed.
    """
    try:
        yield
    except Exception as error:  # noqa: BLE001 -- the submission is stored, and its sender must hear so
        level = logging.WARNING if isinstance(error, errors.Unavailable) else logging.ERROR
        about = {
            "after_commit": step,
            "event": submission.event,
            "form": submission.form,
            "submission": submission.id,
            "failed": type(error).__name__,
        }
        _log.log(level, "%s", json.dumps(about))
