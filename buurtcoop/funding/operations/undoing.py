"""What stands on an entry that somebody undoes at the same moment: a sentence, never a fault.

Who undoes an entry waits for nobody here. So after we looked it may be gone before we write, and
then the trigger says no.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError

from buurtcoop.core.instance import db
from buurtcoop.core.refusal import Refusal


@contextmanager
def unless_undone(look: Callable[[], object], refusal: type[Refusal]) -> Iterator[None]:
    """Write inside this. Raises this refusal when the database says no and `look` finds nothing."""
    try:
        with db().begin_nested():
            yield
    except IntegrityError as error:
        if look() is not None:
            raise
        raise refusal from error
