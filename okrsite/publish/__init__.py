"""Organisation and numbers → the files that programs read: okrs.json, its schema, CSV, the sitemap. One small file each."""
