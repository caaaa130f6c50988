"""How fast okrsite is, measured: `make bench`. Figures belong here and into the documentation, never into a test."""
