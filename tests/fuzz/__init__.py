"""Hostile bytes → small projects that must end well: a coverage-guided fuzzer, `make fuzz`, and the regression tests of what it found.

What "well" means is said once, in tests/fuzz/ending.py; the fuzzer looks for projects that end otherwise, and each one that it finds is
kept as a folder in tests/fuzz/finds/ and checked from then on as an ordinary test.
"""
