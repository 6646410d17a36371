"""Acts on portfolios: establish, set frames, advise, grant, refuse, propose next year's part, and keep the ledger of money."""

from .deciding import advise, advise_many, grant, propose_more, propose_next, refuse
from .frames import describe, establish, set_frame
from .money import allocate, book, move_money

__all__ = [
    "advise",
    "advise_many",
    "allocate",
    "book",
    "describe",
    "establish",
    "grant",
    "move_money",
    "propose_more",
    "propose_next",
    "refuse",
    "set_frame",
]
