"""How much a program says, whatever its layout: lines with code on them, and tokens. Comments and docstrings say nothing."""

import ast
import io
import tokenize
from pathlib import Path
from typing import NamedTuple

SILENT = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
}


class Size(NamedTuple):
    lines: int
    tokens: int

    def above(self, plain: "Size") -> "Size":
        """What this program says more than the one without Keybrake."""
        return Size(self.lines - plain.lines, self.tokens - plain.tokens)


def size_of(program: Path) -> Size:
    text = program.read_text()
    docs = _docstring_lines(text)
    said = [
        token
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type not in SILENT and token.start[0] not in docs
    ]
    return Size(lines=len({line for token in said for line in (token.start[0], token.end[0])}), tokens=len(said))


def _docstring_lines(text: str) -> set[int]:
    lines = set[int]()
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            continue
        first = node.body[0] if node.body else None
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
            lines |= set(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    return lines
