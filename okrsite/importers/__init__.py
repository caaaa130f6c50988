"""Other people's files → documents of okrsite: one reader for each format, one writer for all of them."""
