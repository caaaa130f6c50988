"""Tests of trust: what hostile content may not do, with public collections of hostile texts."""
