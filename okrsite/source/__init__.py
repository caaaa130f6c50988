"""The one gate to the disk: content files become documents with values and the places where they stand.

`folders` lists the files of an origin; `gate` is the disk, `commit` a commit of git. `text` makes text of bytes, `front_matter`
documents of text, `yaml_values` values of YAML. Nothing after this package opens a content file or meets YAML (DESIGN, "The rooms").
"""
