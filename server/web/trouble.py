"""What was never meant to happen: logged under a reference, and never quoted."""

import logging
import secrets
import traceback
from collections.abc import Iterator

from protocol import errors

log = logging.getLogger(__name__)


def unexpected(problem: BaseException) -> errors.Internal:
    """Logs where it broke under a new reference. Its text is left out: it may quote what a citizen gave."""
    reference = secrets.token_hex(4)
    log.error("internal %s: %s", reference, "\n".join(_trace(problem)))
    return errors.Internal(reference=reference)


def _trace(problem: BaseException) -> Iterator[str]:
    """Types and lines of code of an exception and its causes, without their messages."""
    cause: BaseException | None = problem
    while cause is not None:
        yield type(cause).__qualname__
        yield "".join(traceback.format_tb(cause.__traceback__)).rstrip()
        cause = cause.__cause__ or cause.__context__
