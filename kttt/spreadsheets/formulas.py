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
    from kttt.spreadsheets.cells import CellError

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
    return _Formula(formula, value_at).result()


class _Formula:
    """One formula, read from left to right; each method reads one level of precedence and gives its value."""

    def __init__(self, formula, value_at):
        self.value_at = value_at
        self.tokens, self.position = [], 0
        text, at = formula.removeprefix("=").strip(), 0
        while at < len(text):
            match = _TOKEN.match(text, at)
            if not match or len(self.tokens) > 500:
                raise _Cannot
            self.tokens.append((match.lastgroup, match[match.lastgroup]))
            at = match.end()
        self.tokens.append(("end", ""))

    def result(self):
        value = self._joined()
        if self.tokens[self.position][0] != "end":
            raise _Cannot
        return value

    def _take(self, *wanted):
        kind, token = self.tokens[self.position]
        if kind != "op" or token not in wanted:
            return None
        self.position += 1
        return token

    def _joined(self):
        value = self._added()
        while self._take("&"):
            value = _text(value) + _text(self._added())
        return value

    def _added(self):
        value = self._multiplied()
        while op := self._take("+", "-"):
            other = _number(self._multiplied())
            value = _number(value) + other if op == "+" else _number(value) - other
        return value

    def _multiplied(self):
        value = self._signed()
        while op := self._take("*", "/"):
            other = _number(self._signed())
            value = _number(value) * other if op == "*" else _number(value) / other
        return value

    def _signed(self):
        if self._take("-"):
            return -_number(self._signed())
        self._take("+")
        value = self._atom()
        while self._take("%"):
            value = _number(value) / 100
        return value

    def _atom(self):
        kind, token = self.tokens[self.position]
        self.position += 1
        if kind == "number":
            return float(token) if "." in token else int(token)
        if kind == "text":
            return token[1:-1].replace('""', '"')
        if kind == "cell":
            return self.value_at(*_place(token))
        if kind == "name":
            return _called(token.upper(), self._arguments())
        if kind != "op" or token != "(":  # noqa: S105
            raise _Cannot
        value = self._joined()
        if not self._take(")"):
            raise _Cannot
        return value

    def _arguments(self):
        """The values up to the closing bracket; a range gives all of its cells."""
        values = []
        while not self._take(")"):
            kind, token = self.tokens[self.position]
            if kind == "range":
                values += self._range(token)
                self.position += 1
            else:
                values.append(self._joined())
            self._take(",", ";")
            if self.tokens[self.position][0] == "end":
                raise _Cannot
        return values

    def _range(self, token):
        (r1, c1), (r2, c2) = (_place(end) for end in token.split(":"))
        if (r2 - r1 + 1) * (c2 - c1 + 1) > 200_000:
            raise _Cannot
        return [self.value_at(r, c) for r in range(r1, r2 + 1) for c in range(c1, c2 + 1)]


def _called(name, values):
    """The result of the function `name`."""
    if name in ("CONCATENATE", "CONCAT"):
        return "".join(map(_text, values))
    numbers = [v for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
    function = _FUNCTIONS.get(name)
    if function is None:
        raise _Cannot
    return function(numbers, values)


def _rounded(numbers, _):
    if len(numbers) != 2:
        raise _Cannot
    return round(numbers[0], int(numbers[1]))


# Each takes the numbers among its arguments, and all of them.
_FUNCTIONS = {
    "SUM": lambda numbers, _: sum(numbers),
    "SUBTOTAL": lambda numbers, _: sum(numbers[1:]),
    "AVERAGE": lambda numbers, _: sum(numbers) / len(numbers),
    "MIN": lambda numbers, _: min(numbers),
    "MAX": lambda numbers, _: max(numbers),
    "ROUND": _rounded,
    "COUNT": lambda numbers, _: len(numbers),
    "COUNTA": lambda _, values: sum(v is not None for v in values),
}


def _text(value):
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
