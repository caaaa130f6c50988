"""Values → Organisation: references resolved, rings and collisions found (FORMAT §2, §10, §18)."""

from okrsite.link.addresses import attachment_faults
from okrsite.link.organisation import Linked, Ties, again, link

__all__ = ["Linked", "Ties", "again", "attachment_faults", "link"]
