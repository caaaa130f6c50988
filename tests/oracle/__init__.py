"""A second, independent reading of the arithmetic: made-up organisations and the numbers they must give."""
