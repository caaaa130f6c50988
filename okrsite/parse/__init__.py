"""Documents → model values, each with what is wrong with it (FORMAT §1 to §8, §14, §18).

`read_layout` tells units from cycle folders, `parse_document` and `parse_people` make typed values of what lies in them. One
document is parsed without looking at any other, so that results can be kept by content; what needs two documents is in okrsite.link.
"""

from okrsite.parse.documents import Item, parse_document
from okrsite.parse.layout import Layout, read_layout
from okrsite.parse.people import parse_people

__all__ = ["Item", "Layout", "parse_document", "parse_people", "read_layout"]
