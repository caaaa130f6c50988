"""A project as one value that travels: from an organisation into JSON or tables, and from those into documents again."""

from okrsite.portable.columns import TABLES, Column
from okrsite.portable.continued import split
from okrsite.portable.from_json import project_of_json
from okrsite.portable.from_tables import is_export, project_of_tables
from okrsite.portable.to_tables import Numbers, Tables, tables_of
from okrsite.portable.values import FORMAT, VERSION, Document, NotPortableError, Project
from okrsite.portable.written import document_file, project_from

__all__ = [
    "FORMAT", "TABLES", "VERSION", "Column", "Document", "NotPortableError", "Numbers", "Project", "Tables", "document_file", "is_export",
    "project_from", "project_of_json", "project_of_tables", "split", "tables_of",
]  # fmt: skip
