"""CSV as Excel, LibreOffice and we ourselves write it: UTF-8, parted by ; or , or tabs."""

import csv
import io

from django.utils.translation import gettext as _

from portal.base.errors import Refusal

from . import limits

_MOST = 400_000  # letters in one line of the file
_PARTS = 20_000  # separators in one line; a long text may hold many


def csv_rows(file):
    """(line number, [text]) of each row. Raises Refusal."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    try:
        reader = None
        lines = _Lines(text)
        first = next(lines, "")
        separator = max(";,\t", key=_outside_quotes(first).count)
        lines.separator, lines.put_back = separator, first
        reader = csv.reader(lines, delimiter=separator, strict=True)
        begins = 1
        for row in reader:
            yield begins, row
            begins = reader.line_num + 1
    except UnicodeDecodeError:
        raise Refusal(
            400,
            _("Dòng %(line)s không phải chữ UTF-8. Hãy lưu lại ở dạng “CSV UTF-8”.")
            % {"line": lines.read + 1},
        ) from None
    except csv.Error:
        line = (reader.line_num if reader else 0) or 1
        raise Refusal(400, _("Dòng %(line)s có dấu nháy đặt sai hoặc ô quá dài.") % {"line": line}) from None
    finally:
        text.detach()


def _outside_quotes(line):
    return "".join(line.split('"')[::2])


class _Lines:
    """The lines of a file, one at a time, none longer than a table needs."""

    def __init__(self, text):
        self.text, self.read = text, 0
        self.separator, self.put_back = None, None

    def __iter__(self):
        return self

    def __next__(self):
        if self.put_back is not None:
            line, self.put_back = self.put_back, None
            return line
        line = self.text.readline(_MOST)
        if not line:
            raise StopIteration
        self.read += 1
        if "\0" in line:
            raise Refusal(400, _("Dòng %(line)s có ký tự NUL; tệp này không phải chữ.") % {"line": self.read})
        if len(line) >= _MOST or (self.separator and line.count(self.separator) > _PARTS):
            raise Refusal(400, _("Dòng %(line)s quá dài.") % {"line": self.read})
        if self.read > 20 * limits.LINES:  # a text of many lines is one cell
            raise limits.too_many_rows()
        return line
