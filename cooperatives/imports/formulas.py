"""The few formulas that a list holds (=B2*2, =SUM(H9:H15), =D4&" "&E4) when the file has lost their results."""

import re

_TOKEN = re.compile(
    r"\s*(?:(?P<range>\$?[A-Z]{1,3}\$?\d+:\$?[A-Z]{1,3}\$?\d+)|(?P<cell>\$?[A-Z]{1,3}\$?\d+)(?![\w(])"
    r"|(?P<name>[A-Z]+)\(|(?P<number>\d+(?:\.\d+)?)|(?P<text>\"(?:[^\"]|\"\")*\")|(?P<op>[-+*/^&(),;%]))",
    re.I,
)


class _Cannot(Exception):  # noqa: N818
    pass


def fill_in(rows: list[list], pending: dict[tuple[int, int], str]) -> None:
    """Writes the results of the formulas {(row, column): "=…"} into `rows`; what it cannot compute is a CellError."""
    from cooperatives.imports.cells import CellError

    busy = set()

    def value_at(r, c):
        if (r, c) in pending:
            if (r, c) in busy:
                raise _Cannot
            busy.add((r, c))
            try:
                rows[r][c] = _evaluate(pending[r, c], value_at)
            finally:
                busy.discard((r, c))
            del pending[r, c]
        value = rows[r][c] if r < len(rows) and c < len(rows[r]) else None
        if isinstance(value, CellError):
            raise _Cannot
        return value

    for (r, c), formula in list(pending.items()):
        try:
            value_at(r, c)
        except (_Cannot, ArithmeticError, ValueError, TypeError, RecursionError):
            pending.pop((r, c), None)
            rows[r][c] = CellError(formula if formula.startswith("=") else "=" + formula)


def _place(reference):
    letters, digits = re.fullmatch(r"\$?([A-Z]{1,3})\$?(\d+)", reference.upper()).groups()
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(digits) - 1, column - 1


def _number(value):
    if value is None:
        return 0
    if isinstance(value, bool | int | float):
        return value
    raise _Cannot


def _evaluate(formula, value_at):
    tokens, at = [], 0
    text = formula.removeprefix("=").strip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if not match or len(tokens) > 500:
            raise _Cannot
        tokens.append((match.lastgroup, match[match.lastgroup]))
        at = match.end()
    tokens.append(("end", ""))
    position = 0

    def take(*wanted):
        nonlocal position
        if tokens[position][1] in wanted and tokens[position][0] == "op":
            position += 1
            return tokens[position - 1][1]
        return None

    def joined():
        value = added()
        while take("&"):
            value = _text(value) + _text(added())
        return value

    def added():
        value = multiplied()
        while op := take("+", "-"):
            other = _number(multiplied())
            value = _number(value) + other if op == "+" else _number(value) - other
        return value

    def multiplied():
        value = signed()
        while op := take("*", "/"):
            other = _number(signed())
            value = _number(value) * other if op == "*" else _number(value) / other
        return value

    def signed():
        if take("-"):
            return -_number(signed())
        take("+")
        value = atom()
        while take("%"):
            value = _number(value) / 100
        return value

    def atom():
        nonlocal position
        kind, token = tokens[position]
        position += 1
        if kind == "number":
            return float(token) if "." in token else int(token)
        if kind == "text":
            return token[1:-1].replace('""', '"')
        if kind == "cell":
            return value_at(*_place(token))
        if kind == "op" and token == "(":  # noqa: S105
            value = joined()
            if not take(")"):
                raise _Cannot
            return value
        if kind == "name":
            return called(token.upper())
        raise _Cannot

    def called(name):
        nonlocal position
        values = []
        while not take(")"):
            if tokens[position][0] == "range":
                (r1, c1), (r2, c2) = (_place(end) for end in tokens[position][1].split(":"))
                if (r2 - r1 + 1) * (c2 - c1 + 1) > 200_000:
                    raise _Cannot
                values += [value_at(r, c) for r in range(r1, r2 + 1) for c in range(c1, c2 + 1)]
                position += 1
            else:
                values.append(joined())
            take(",", ";")
            if tokens[position][0] == "end":
                raise _Cannot
        numbers = [v for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
        if name in ("SUM", "SUBTOTAL"):
            return sum(numbers[1:] if name == "SUBTOTAL" else numbers)
        if name == "AVERAGE":
            return sum(numbers) / len(numbers)
        if name in ("MIN", "MAX"):
            return (min if name == "MIN" else max)(numbers)
        if name == "ROUND" and len(numbers) == 2:
            return round(numbers[0], int(numbers[1]))
        if name in ("COUNT", "COUNTA"):
            return len(numbers if name == "COUNT" else [v for v in values if v is not None])
        if name in ("CONCATENATE", "CONCAT"):
            return "".join(map(_text, values))
        raise _Cannot

    result = joined()
    if tokens[position][0] != "end":
        raise _Cannot
    return result


def _text(value):
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
