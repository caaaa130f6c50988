"""An organisation with its numbers → files that others read: JSON, CSV, XLSX, DOT, Mermaid, Markdown and badges.

JSON, CSV and XLSX carry everything that an import needs to make the same project again. What they carry is one value,
`okrsite.portable.Project`, which knows its way into both shapes and back, so that exports and imports cannot differ about it:

* JSON is `api/okrs.json` with more keys: `"format": "okrsite"` and `"version": 1` come first, then all that okrs.json has, then
  `"configuration"` (keys of okrsite.yml), `"persons"` (entries of people.yml by id) and `"documents"`, each
  `{"type", "unit", "cycle", "id", "front_matter", "body"}`: `type` is unit, objective, kpi, page or review; `cycle` is null but for
  objectives and reviews; `id` is "" of a unit; `front_matter` has the keys of the format but for those three, with full references; `body`
  is Markdown, its links to other documents relative as from `<unit>/index.md`, `<unit>/<cycle>/<id>.md` and `<unit>/<id>.md`.
  `okrsite.portable.project_of_json(text)` reads it.
* CSV is a folder with a table a file, XLSX a workbook with the same tables, each a sheet of the same name. `okrsite.portable.columns`
  says which tables and columns there are. `project_of_tables({"objectives": [{"unit": "marketing", "title": …}, …], …})` reads them:
  rows are mappings of header to cell, and a cell is text or, from a workbook, a number, a day, true or false, or None. Unknown tables
  and columns are passed over, and so are those that only tell readers how things go (`progress`, `expected` …). It is an export where
  the table `settings` has a row whose `key` is `format` and whose `value` is `okrsite` (`is_export(tables)`).

Each document that comes out knows its table and its row there, counted from 1 without the header. What cannot be an export raises
`okrsite.portable.NotPortableError` with a message for people.

CSV files are UTF-8 with a byte order mark, commas and CRLF. A text in which a spreadsheet would find a formula is defused by
`okrsite.spreadsheet_text.defused`; `undefused` takes exactly that back, and a reader of CSV exports calls it for every cell. Cells of
a workbook are never formulas, hence never defused, but what XML cannot hold is spelled out (`_x000D_`), which
`okrsite.spreadsheet_text.unescaped` takes back. A text too long for a cell goes on in the sheet `continued`, which `project_of_tables`
joins again. A list in a cell has a line for each entry.
"""
