"""CSV files read line by line, every mistake named by its line."""

import csv
import io
from collections.abc import Iterator


def read_rows(path, known, needed, error) -> Iterator[tuple[int, dict[str, str]]]:
    """(line number, {column: stripped text}) of each row; the first line is the header.

    Its columns must be among `known` and hold all of `needed`. `error(line, sentence)` hears of mistakes.
    """
    text = read_text(path, error)
    if text is None:
        return
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    header = reader.fieldnames or []
    wrong = [f"không có cột nào tên {name}." for name in header if name not in known]
    wrong += [f"thiếu cột {name}." for name in needed if name not in header]
    if wrong:
        error(1, " ".join(wrong))
        return
    before = 1
    try:
        for row in reader:
            if None in row or None in row.values():
                error(before + 1, "số ô khác số cột của dòng đầu.")
            else:
                yield before + 1, {name: cell.strip() for name, cell in row.items()}
            before = reader.line_num
    except csv.Error:
        error(before + 1, "dấu nháy hoặc dấu phẩy đặt sai; dòng này không đọc được.")


def read_text(path, error) -> str | None:
    """The text of a file, or None after naming the line that is not text."""
    try:
        content = path.read_bytes()
    except OSError as problem:
        error(1, f"không mở được tệp ({problem.strerror}).")
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        error(content[: problem.start].count(b"\n") + 1, "không phải chữ UTF-8.")
        return None
    if "\0" in text:
        error(text[: text.index("\0")].count("\n") + 1, "có ký tự NUL.")
        return None
    return text
