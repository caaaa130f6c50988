"""Values → Organisation: references resolved, rings and collisions found (FORMAT §2, §10, §18)."""

from okrsite.link.organisation import Linked, link

__all__ = ["Linked", "link"]
