"""The name of a format → what it writes; each format's module, and the libraries behind it, are read only when it is asked for."""

from collections.abc import Iterable

from okrsite.exporters.exported import Exported
from okrsite.reading import load_language


def file_of(exported: Exported, format_: str) -> Iterable[bytes]:
    """The content of an export that is one file, piece by piece."""
    if format_ == "json":
        from okrsite.exporters.json import json_export

        return json_export(exported)
    if format_ == "xlsx":
        from okrsite.exporters.xlsx import xlsx_export

        return (xlsx_export(exported),)
    from okrsite.exporters.alignment import alignment_graph
    from okrsite.exporters.dot import dot_export
    from okrsite.exporters.mermaid import mermaid_export

    graph = alignment_graph(exported, load_language(exported.loaded.config))
    return (dot_export(graph) if format_ == "dot" else mermaid_export(graph),)


def folder_of(exported: Exported, format_: str) -> Iterable[tuple[str, bytes]]:
    """The files of an export that is a folder, by path."""
    if format_ == "csv":
        from okrsite.exporters.csv import csv_export

        return csv_export(exported)
    if format_ == "badges":
        from okrsite.exporters.badges import badges_export

        return badges_export(exported)
    from okrsite.exporters.markdown import markdown_export

    return markdown_export(exported)


def is_earlier(content: bytes, format_: str) -> bool:
    """Whether a file is an earlier export of this format, by its beginning and its end."""
    from okrsite.exporters import dot, json, mermaid, xlsx

    if format_ == "xlsx":
        return content.endswith(xlsx.SIGN)
    return content.startswith({"json": json.SIGN, "dot": dot.SIGN, "mermaid": mermaid.SIGN}[format_])
