"""The exchange's part of the demonstration: catalogue, two rounds, and declarations in every state.

Built through the real actions except the rows themselves: some 9,000 are inserted in bulk, with their
sheets and one audit event per declaration, under the same rules (the tables' constraints hold, and
tests read every row again through `rules.lines`).
"""

from .seeding import seed

__all__ = ["seed"]
