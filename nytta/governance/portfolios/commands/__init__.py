"""Acts on portfolios: establish, set frames, advise, grant, refuse, propose next year's part, and keep the ledger of money."""

from .deciding import advise, advise_many, grant, propose_more, propose_next, refuse
from .frames import describe, establish, set_frame
from .money import allocate, book, move_money
from .special import Decided, NewCase, begin_special, record_special, release_special

__all__ = [
    "Decided",
    "NewCase",
    "advise",
    "advise_many",
    "allocate",
    "begin_special",
    "book",
    "describe",
    "establish",
    "grant",
    "move_money",
    "propose_more",
    "propose_next",
    "record_special",
    "refuse",
    "release_special",
    "set_frame",
]
