"""The way a room says no."""

from typing import ClassVar


class Refusal(Exception):
    """What was asked can't be done now, in one sentence a neighbour understands.

    A room makes a subclass per reason with its own `sentence` (a message id, the Dutch text);
    `values` fill its places. The edge translates it; nothing of the change remains.
    """

    sentence: ClassVar[str] = ""

    def __init__(self, **values: object) -> None:
        super().__init__(self.sentence % values if values else self.sentence)
        self.values = values
