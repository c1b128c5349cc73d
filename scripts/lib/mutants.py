# SPDX-License-Identifier: MIT
"""Finds the mutants of src/ for scripts/mutate.py, in libclang's syntax tree.

mutants(root, commands) returns them in a fixed order. Each mutation replaces one piece of text in
one file. Numbers in macros and tables aren't in the tree; their mutations come from the tokens.
"""
import collections
import functools
import os
import re

import clang.cindex
from clang.cindex import CursorKind, TokenKind

Mutant = collections.namedtuple("Mutant", "id file line start end before after kind isCode")

# Mutations of operators: another bound, the opposite, the other direction.
OPERATORS = {
    "<": ("<=", ">="), "<=": ("<", ">"), ">": (">=", "<="), ">=": (">", "<"),
    "==": ("!=",), "!=": ("==",), "&&": ("||",), "||": ("&&",),
    "+": ("-",), "-": ("+",), "*": ("/",), "/": ("*",), "%": ("*",),
    "<<": (">>",), ">>": ("<<",), "&": ("|",), "|": ("&",), "^": ("&",),
    "+=": ("-=",), "-=": ("+=",), "|=": ("&=",), "&=": ("|=",), "<<=": (">>=",), ">>=": ("<<=",),
    "++": ("--",), "--": ("++",),
}
# Mutations of names: results that a caller can tell apart, and names that are easily confused.
NAMES = {
    "S_OK": "E_FAIL", "S_FALSE": "S_OK", "E_INVALIDARG": "E_FAIL", "E_OUTOFMEMORY": "E_FAIL",
    "E_FAIL": "E_UNEXPECTED", "E_UNEXPECTED": "E_FAIL", "E_POINTER": "E_INVALIDARG",
    "E_NOINTERFACE": "E_FAIL", "CLASS_E_NOAGGREGATION": "E_FAIL",
    "CLASS_E_CLASSNOTAVAILABLE": "E_FAIL", "NAP_E_INVALID_PACKET": "E_FAIL",
    "NAP_E_NOT_INITIALIZED": "E_FAIL", "ERROR_ALREADY_INITIALIZED": "ERROR_ALREADY_EXISTS",
    "ERROR_FILE_NOT_FOUND": "ERROR_PATH_NOT_FOUND", "TRUE": "FALSE", "FALSE": "TRUE",
    "SUCCEEDED": "FAILED", "FAILED": "SUCCEEDED", "HRESULT_FROM_WIN32": "",
    "Both": "Free",
}
NUMBER = re.compile(r"(0[xX][0-9a-fA-F]+|[0-9]+)([uUlL]*)$")
STATEMENT_PARENTS = {CursorKind.COMPOUND_STMT, CursorKind.CASE_STMT, CursorKind.DEFAULT_STMT}
CONDITIONED = {CursorKind.IF_STMT, CursorKind.WHILE_STMT, CursorKind.CONDITIONAL_OPERATOR}
GUIDS = "DEFINE_"  # not mutated: other tests compare the ids with their documentation


@functools.cache
def nameBelow(root, path):
    """Of some 100,000 places in Windows' headers, nearly all are in a few files."""
    return os.path.relpath(os.path.realpath(path), root)


class Source:
    """One file's text and its mutations."""

    def __init__(self, root, name):
        self.name = name
        with open(os.path.join(root, name), "rb") as file:
            self.text = file.read()
        self.found = {}

    def add(self, start, end, after, kind, isCode=True):
        before = self.text[start:end].decode()
        if before == after or (start, end, after) in self.found:
            return
        line = self.text.count(b"\n", 0, start) + 1
        column = start - (self.text.rfind(b"\n", 0, start) + 1) + 1
        self.found[start, end, after] = (line, column, before, kind, isCode)

    def mutants(self):
        used = collections.Counter()
        for (start, end, after), (line, column, before, kind, isCode) in sorted(self.found.items()):
            name = f"{self.name}:{line}:{column}:{kind}"
            used[name] += 1
            if used[name] > 1:
                name += f"-{used[name]}"
            yield Mutant(name, self.name, line, start, end, before, after, kind, isCode)


class Finder:
    """Walks one translation unit, and collects the mutations in our files."""

    def __init__(self, root, sources):
        self.root = root
        self.sources = sources

    def source(self, location):
        if location.file is None:
            return None
        name = nameBelow(self.root, location.file.name)
        if not name.startswith("src/"):
            return None
        if name not in self.sources:
            self.sources[name] = Source(self.root, name)
        return self.sources[name]

    def unit(self, unit):
        for cursor in unit.cursor.get_children():
            source = self.source(cursor.location)
            if source is None:
                continue
            if cursor.kind == CursorKind.FUNCTION_DECL and cursor.is_definition():
                self.tokens(source, cursor)
                self.walk(source, cursor, None)
            elif cursor.kind in (CursorKind.VAR_DECL, CursorKind.MACRO_DEFINITION):
                self.tokens(source, cursor)

    def tokens(self, source, cursor):
        tokens = list(cursor.get_tokens())
        if any(token.spelling.startswith(GUIDS) for token in tokens[:1]):
            return
        isCode = cursor.kind == CursorKind.FUNCTION_DECL
        for before, token in zip([None, *tokens], tokens):
            start, end = token.extent.start.offset, token.extent.end.offset
            number = NUMBER.match(token.spelling)
            if token.kind == TokenKind.LITERAL and number:
                # Not the size of an array: the mutant would be equivalent, or would not compile.
                if before is None or before.spelling != "[" or isCode:
                    value = int(number[1], 0)
                    source.add(start, end, f"{value + 1}{number[2]}", "number", isCode)
                    if value > 1:
                        source.add(start, end, f"{value - 1}{number[2]}", "number", isCode)
            elif token.kind == TokenKind.IDENTIFIER and token.spelling in NAMES and \
                    cursor.kind != CursorKind.MACRO_DEFINITION:
                source.add(start, end, NAMES[token.spelling], "name", isCode)

    def extent(self, source, cursor):
        start, end = cursor.extent.start, cursor.extent.end
        if start.file is None or end.offset <= start.offset:
            return None
        if nameBelow(self.root, start.file.name) != source.name:
            return None
        return start.offset, end.offset

    def walk(self, source, cursor, parent):
        place = self.extent(source, cursor)
        children = list(cursor.get_children())
        if place:
            if cursor.kind in (CursorKind.BINARY_OPERATOR,
                               CursorKind.COMPOUND_ASSIGNMENT_OPERATOR):
                self.binary(source, children)
            elif cursor.kind == CursorKind.UNARY_OPERATOR:
                self.unary(source, cursor, place, parent)
            elif cursor.kind == CursorKind.RETURN_STMT and children:
                self.returned(source, children[0])
            if cursor.kind in CONDITIONED:
                self.condition(source, children[0])
            elif cursor.kind == CursorKind.FOR_STMT:
                self.forCondition(source, children)
            if parent is not None and parent.kind in STATEMENT_PARENTS | CONDITIONED:
                self.statement(source, cursor, place, parent, children)
        for child in children:
            self.walk(source, child, cursor)

    def binary(self, source, children):
        """Mutates the operator, which is the text between the two operands."""
        if len(children) != 2:
            return
        left, right = (self.extent(source, child) for child in children)
        if not left or not right or right[0] < left[1]:
            return
        between = source.text[left[1]:right[0]].decode()
        operator = between.strip()
        start = left[1] + between.index(operator) if operator else 0
        for other in OPERATORS.get(operator, ()):
            source.add(start, start + len(operator), other, "operator")
        if operator in ("&&", "||"):
            # Drops one operand, like a forgotten check.
            dropped = "1" if operator == "&&" else "0"
            source.add(*left, dropped, "side")
            source.add(*right, dropped, "side")

    def unary(self, source, cursor, place, parent):
        text = source.text[place[0]:place[1]].decode()
        for operator in ("++", "--"):
            if text.startswith(operator):
                source.add(place[0], place[0] + 2, OPERATORS[operator][0], "operator")
            elif text.endswith(operator):
                source.add(place[1] - 2, place[1], OPERATORS[operator][0], "operator")
        if text.startswith("!"):
            source.add(place[0], place[0] + 1, "!!", "negation")

    def isComparison(self, source, cursor):
        """True for a comparison: its opposite is among the operators' mutations already."""
        children = list(cursor.get_children())
        if cursor.kind != CursorKind.BINARY_OPERATOR or len(children) != 2:
            return False
        left, right = (self.extent(source, child) for child in children)
        return bool(left and right) and source.text[left[1]:right[0]].strip().decode() in (
            "<", "<=", ">", ">=", "==", "!=")

    def condition(self, source, cursor):
        place = self.extent(source, cursor)
        if place:
            text = source.text[place[0]:place[1]].decode()
            if not self.isComparison(source, cursor):
                source.add(*place, f"!({text})", "negation")
            source.add(*place, "0", "never")

    def forCondition(self, source, children):
        for child in children:
            if child.kind == CursorKind.BINARY_OPERATOR and child != children[-1]:
                place = self.extent(source, child)
                if place and b"=" not in source.text[place[0]:place[1]].replace(b"==", b"").replace(
                        b"<=", b"").replace(b">=", b"").replace(b"!=", b""):
                    source.add(*place, "0", "never")

    def returned(self, source, cursor):
        place = self.extent(source, cursor)
        if not place:
            return
        text = source.text[place[0]:place[1]].decode()
        if cursor.type.get_canonical().kind == clang.cindex.TypeKind.POINTER:
            if text != "NULL":
                source.add(*place, "NULL", "result")
        elif text not in NAMES and not NUMBER.match(text) and \
                not self.isComparison(source, cursor):
            source.add(*place, f"!({text})", "result")

    def statement(self, source, cursor, place, parent, children):
        """Removes a call or an assignment that is a statement of its own."""
        if parent.kind in CONDITIONED and cursor == next(iter(parent.get_children())):
            return
        if parent.kind == CursorKind.CONDITIONAL_OPERATOR:
            return
        isAssignment = False
        if cursor.kind == CursorKind.BINARY_OPERATOR and len(children) == 2:
            left, right = (self.extent(source, child) for child in children)
            isAssignment = bool(left and right) and \
                source.text[left[1]:right[0]].strip() == b"="
        isAssignment |= cursor.kind == CursorKind.COMPOUND_ASSIGNMENT_OPERATOR
        isCount = cursor.kind == CursorKind.UNARY_OPERATOR
        isCall = cursor.kind == CursorKind.CALL_EXPR
        isBreak = cursor.kind in (CursorKind.BREAK_STMT, CursorKind.CONTINUE_STMT)
        if isAssignment or isCount or isCall or isBreak:
            source.add(*place, "(void)0", "omission")


def mutants(root, commands):
    """commands: file -> its compiler options for libclang. Returns the Mutants, and for each file
    the sources that include it."""
    sources, users = {}, collections.defaultdict(set)
    index = clang.cindex.Index.create()
    for name, words in sorted(commands.items()):
        unit = index.parse(os.path.join(root, name), words,
                           options=clang.cindex.TranslationUnit.PARSE_DETAILED_PROCESSING_RECORD)
        errors = [str(d) for d in unit.diagnostics if d.severity >= clang.cindex.Diagnostic.Error]
        if errors:
            raise RuntimeError(f"{name}: libclang doesn't understand it: {errors[0]}")
        Finder(root, sources).unit(unit)
        users[name].add(name)
        for inclusion in unit.get_includes():
            users[nameBelow(root, inclusion.include.name)].add(name)
    found = []
    for name in sorted(sources):
        found += sources[name].mutants()
    return found, users
