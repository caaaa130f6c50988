"""Values → Organisation: references resolved, rings and collisions found (FORMAT §2, §10, §18)."""

from okrsite.link.organisation import link

__all__ = ["link"]
