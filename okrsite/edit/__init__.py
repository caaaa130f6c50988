"""Files of a person → the same files with one thing said more or otherwise, and every other byte as it was.

`changes` says what is to be different in the data, `document` finds the few characters to write and proves the result by reading it
again, `files` writes several files at once or none.
"""

from okrsite.edit.changes import Append, Change, Put
from okrsite.edit.document import UnsafeEditError, edited
from okrsite.edit.files import NotWrittenError, write_all

__all__ = ["Append", "Change", "NotWrittenError", "Put", "UnsafeEditError", "edited", "write_all"]
