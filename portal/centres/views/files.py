"""Rows as a file that the browser keeps. `name`: that of the file."""

from collections.abc import Iterable

from django.http import FileResponse, StreamingHttpResponse

from portal.centres import sheets


def csv_file(rows: Iterable[list[str]], name: str) -> StreamingHttpResponse:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(sheets.csv_lines(rows), content_type="text/csv; charset=utf-8", headers=disposition)


def workbook_file(rows: Iterable[list[str]], name: str, *, title: str) -> FileResponse:
    """`title`: that of its sheet."""
    return FileResponse(sheets.workbook(rows, title), as_attachment=True, filename=name)
