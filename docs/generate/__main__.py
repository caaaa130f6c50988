"""`python -m docs.generate` writes the generated pages of the reference."""

from . import write

for path in write():
    print(f"docs/{path} has changed")
