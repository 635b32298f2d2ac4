"""Which tree a text of FEEL stands for: recursive descent with operator ranks, no backtracking."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TypeGuard

from .errors import FeelLimit, NoValue
from .run import MAX_NESTING
from .scanner import Scanner
from .temporal_text import read_temporal
from .tree import (
    Anything,
    Arithmetic,
    Between,
    Call,
    Comparison,
    ContextLiteral,
    Filter,
    For,
    FunctionLiteral,
    If,
    In,
    InstanceOf,
    Junction,
    ListLiteral,
    Literal,
    Name,
    NamedCall,
    Negation,
    Node,
    OpenRange,
    Path,
    Quantified,
    RangeLiteral,
    Round,
    Tests,
)
from .type_reader import read_type
from .types import Type
from .values import CTX
from .words import COMPARISON, NUMBER, WORD

OR, AND, COMPARE, ADD, MULTIPLY, POWER = range(1, 7)
_WORDS = {"or": OR, "and": AND, "between": COMPARE, "in": COMPARE, "instance": COMPARE}
_SIGNS = {"+": ADD, "-": ADD, "**": POWER, "*": MULTIPLY, "/": MULTIPLY}
_CONSTANTS = {"true": True, "false": False, "null": None}
_PHRASES = frozenset({"if", "for", "some", "every", "function"})
_ARGUMENT = re.compile(r"[\w?']++(?:\s++[\w?']++)*+(?=\s*+:(?!:))")
_LOOP_NAME = re.compile(r"""(?:(?!\bin\b)[^,"{}\[\]():])+""")
_INDEX_THEN_END = re.compile(r"""\[[^\[\]"]{1,200}\]\s*[\])\[]""")
_DASH = re.compile(r"\s*-\s*")


class Parser:
    """One text on its way to a tree."""

    def __init__(
        self,
        text: str,
        names: frozenset[str] = frozenset(),
        types: Mapping[str, Type] | None = None,
    ) -> None:
        self.scan = Scanner(text, names)
        self.types = types or {}
        self._nesting = 0
        self._endpoint = False

    def whole_expression(self) -> Node:
        """Return the tree of an expression that fills the text."""
        node = self.expression()
        self._needs_end()
        return node

    def _needs_end(self) -> None:
        if not self.scan.at_end():
            self.scan.fail_here("运算符或结尾", "an operator or the end")

    # -- expressions

    def expression(self) -> Node:
        """Return an expression."""
        with self._deeper(), self._outside_range():
            return self._phrase() or self._binary(OR)

    @contextmanager
    def _deeper(self) -> Iterator[None]:
        self._nesting += 1
        if self._nesting > MAX_NESTING:
            raise FeelLimit("表达式嵌套过深", "the expression is nested too deeply")
        yield
        self._nesting -= 1

    @contextmanager
    def _outside_range(self) -> Iterator[None]:
        before, self._endpoint = self._endpoint, False
        yield
        self._endpoint = before

    def _phrase(self) -> Node | None:
        word = self.scan.sees_word()
        if word not in _PHRASES:
            return None
        start = self.scan.at
        self.scan.at += len(word)
        if word == "if":
            return self._if(start)
        if word == "for":
            return self._for(start)
        if word == "function":
            return self._function(start)
        return self._quantified(start, every=word == "every")

    def _if(self, start: int) -> Node:
        condition = self.expression()
        self.scan.needs_word("then")
        yes = self.expression()
        self.scan.needs_word("else")
        no = self.expression()
        return If(start, self.scan.at, condition, yes, no)

    def _for(self, start: int) -> Node:
        iterators = self._iterators("return")
        body = self.expression()
        return For(start, self.scan.at, iterators, body)

    def _quantified(self, start: int, *, every: bool) -> Node:
        iterators = self._iterators("satisfies")
        body = self.expression()
        return Quantified(start, self.scan.at, every, iterators, body)

    def _iterators(self, end: str) -> list[Round]:
        found = [self._iterator()]
        while self.scan.takes(","):
            found.append(self._iterator())
            if len(found) > MAX_NESTING:
                raise FeelLimit("循环嵌套过深", "the loops are nested too deeply")
        self.scan.needs_word(end)
        return found

    def _iterator(self) -> Round:
        self.scan.skip()
        start = self.scan.at
        name = " ".join((self.scan.matches(_LOOP_NAME) or "").split())
        if not WORD.match(name):
            self.scan.at = start
            self.scan.fail_here("循环变量名", "the name of a loop variable")
        self.scan.learn(name)
        self.scan.needs_word("in")
        source = self.expression()
        to = self.expression() if self.scan.takes("..") else None
        return Round(start, self.scan.at, name, source, to)

    def _function(self, start: int) -> Node:
        self.scan.needs("(")
        names: list[str] = []
        types: list[Type | None] = []
        if not self.scan.takes(")"):
            while True:
                names.append(self.scan.label())
                types.append(read_type(self.scan, self.types) if self.scan.takes(":") else None)
                if not self.scan.takes(","):
                    break
            self.scan.needs(")")
        external = self.scan.takes_word("external")
        body = self.expression()
        return FunctionLiteral(start, self.scan.at, names, types, None if external else body)

    # -- operators

    def _binary(self, rank: int, left: Node | None = None) -> Node:
        node = left or self._unary()
        while True:
            operator = self._operator(rank)
            if operator is None:
                return node
            node = self._join(node, operator)

    def _operator(self, rank: int) -> str | None:
        """Return the next operator if it binds at least as strongly as the rank."""
        self.scan.skip()
        text, at = self.scan.text, self.scan.at
        sign = text[at : at + 2] if text.startswith("**", at) else text[at : at + 1]
        if sign in _SIGNS:
            return sign if _SIGNS[sign] >= rank else None
        if rank > COMPARE:
            return None
        found = COMPARISON.match(text, at)
        if found:
            return found.group()
        word = self.scan.sees_word()
        return word if word in _WORDS and _WORDS[word] >= rank else None

    def _join(self, left: Node, operator: str) -> Node:
        self.scan.at += len(operator)
        if operator in _SIGNS:
            return self._arithmetic(left, operator)
        if operator in ("and", "or"):
            return self._junction(left, operator)
        if operator == "between":
            low = self._binary(ADD)
            self.scan.needs_word("and")
            high = self._binary(ADD)
            return Between(left.start, self.scan.at, left, low, high)
        if operator == "in":
            return self._in(left)
        if operator == "instance":
            self.scan.needs_word("of")
            type_ = read_type(self.scan, self.types)
            return InstanceOf(left.start, self.scan.at, left, type_)
        right = self._binary(ADD)
        return Comparison(left.start, self.scan.at, operator, left, right)

    def _arithmetic(self, left: Node, operator: str) -> Node:
        right = self._binary(_SIGNS[operator] + 1)
        if self._continues(left, operator):
            left.rest.append((operator, right))
            left.end = self.scan.at
            return left
        return Arithmetic(left.start, self.scan.at, left, [(operator, right)])

    @staticmethod
    def _continues(left: Node, operator: str) -> TypeGuard[Arithmetic]:
        # Parentheses widen a node's end beyond that of its last operand: such a chain is closed.
        return (
            isinstance(left, Arithmetic)
            and _SIGNS[left.rest[0][0]] == _SIGNS[operator]
            and left.end <= left.rest[-1][1].end
        )

    def _junction(self, left: Node, word: str) -> Node:
        right = self._binary(_WORDS[word] + 1)
        if isinstance(left, Junction) and left.word == word and left.end <= left.items[-1].end:
            left.items.append(right)
            left.end = self.scan.at
            return left
        return Junction(left.start, self.scan.at, word, [left, right])

    def _in(self, left: Node) -> Node:
        tests = self._tests_in_parentheses() if self.scan.sees("(") else [self._test()]
        return In(left.start, self.scan.at, left, tests)

    def _tests_in_parentheses(self) -> list[Node]:
        start = self.scan.at
        self.scan.needs("(")
        with self._deeper(), self._outside_range():
            tests = [self._item()]
            if len(tests) == 1 and self.scan.takes(".."):
                return [self._binary(ADD, self._postfix(self._range(start, tests[0], False)))]
            while self.scan.takes(","):
                tests.append(self._item())
            self.scan.needs(")")
        if len(tests) == 1:
            tests[0].end = self.scan.at
            return [self._binary(ADD, self._postfix(tests[0]))]
        return tests

    def _item(self) -> Node:
        """Return an element of a list or of tests: an expression, or `< 5` without a left side."""
        return self._open_range() or self.expression()

    def _test(self) -> Node:
        return self._open_range() or self._binary(ADD)

    def _open_range(self) -> Node | None:
        start = self.scan.at
        operator = self.scan.matches(COMPARISON)
        if operator is None:
            return None
        limit = self._binary(ADD)
        return OpenRange(start, self.scan.at, operator, limit)

    def _unary(self) -> Node:
        self.scan.skip()
        start = self.scan.at
        if not self.scan.takes("-"):
            return self._postfix(self._primary())
        with self._deeper():
            of = self._unary()
        return Negation(start, self.scan.at, of)

    # -- what follows a value

    def _postfix(self, node: Node) -> Node:
        scan = self.scan
        while True:
            sign = scan.sees(".", "[", "(")
            if sign == "." and not scan.text.startswith("..", scan.at):
                scan.at += 1
                name = scan.member_name()
                node = Path(node.start, scan.at, node, name)
            elif sign == "[" and not self._ends_range():
                scan.at += 1
                by = self.expression()
                scan.needs("]")
                node = Filter(node.start, scan.at, node, by)
            elif sign == "(":
                node = self._call(node)
            else:
                return node

    def _ends_range(self) -> bool:
        # In [1..10[ the last bracket closes the range; in [1..limits[2]] it picks an element.
        return self._endpoint and not _INDEX_THEN_END.match(self.scan.text, self.scan.at)

    def _call(self, function: Node) -> Node:
        self.scan.needs("(")
        if self.scan.takes(")"):
            return Call(function.start, self.scan.at, function, [])
        self.scan.skip()
        if _ARGUMENT.match(self.scan.text, self.scan.at):
            return self._named_call(function)
        arguments = [self.expression()]
        while self.scan.takes(","):
            arguments.append(self.expression())
        self.scan.needs(")")
        return Call(function.start, self.scan.at, function, arguments)

    def _named_call(self, function: Node) -> Node:
        arguments: list[tuple[str, Node]] = []
        while True:
            name = self.scan.matches(_ARGUMENT)
            if name is None:
                self.scan.fail_here("参数名", "the name of a parameter")
            self.scan.needs(":")
            arguments.append((" ".join(name.split()), self.expression()))
            if not self.scan.takes(","):
                break
        self.scan.needs(")")
        return NamedCall(function.start, self.scan.at, function, arguments)

    # -- values

    def _primary(self) -> Node:
        scan = self.scan
        scan.skip()
        start = scan.at
        sign = scan.text[start : start + 1]
        if sign == "(":
            return self._parenthesis(start)
        if sign == "[":
            return self._list_or_range(start)
        if sign == "]":
            scan.at += 1
            return self._open_start(start)
        if sign == "{":
            return self._context(start)
        if sign == '"':
            value = scan.string()
            return Literal(start, scan.at, value)
        if sign == "@":
            return self._temporal(start)
        number = scan.matches(NUMBER)
        if number is not None:
            return self._number(start, number)
        return self._name(start)

    def _number(self, start: int, text: str) -> Node:
        try:
            return Literal(start, self.scan.at, CTX.create_decimal(text))
        except ArithmeticError:
            self.scan.fail("数字过大", "the number is too large", at=start)

    def _temporal(self, start: int) -> Node:
        self.scan.at += 1
        if not self.scan.sees('"'):
            self.scan.fail_here("引号", "a quotation mark")
        text = self.scan.string()
        try:
            return Literal(start, self.scan.at, read_temporal(text))
        except NoValue:
            return Literal(start, self.scan.at, None)

    def _name(self, start: int) -> Node:
        scan = self.scan
        phrase = scan.sees_word()
        if phrase in _CONSTANTS:
            scan.at += len(phrase)
            return Literal(start, scan.at, _CONSTANTS[phrase])
        name = scan.name()
        if name is not None:
            return Name(start, scan.at, name)
        if phrase in _PHRASES:
            return self.expression()
        return scan.fail_here("一个值", "a value")

    def _parenthesis(self, start: int) -> Node:
        self.scan.at += 1
        with self._deeper(), self._outside_range():
            node = self._open_range() or self.expression()
            if not isinstance(node, OpenRange) and self.scan.takes(".."):
                return self._range(start, node, False)
            self.scan.needs(")")
        node.end = self.scan.at
        return node

    def _open_start(self, start: int) -> Node:
        with self._deeper(), self._outside_range():
            low = self._binary(ADD)
            self.scan.needs("..")
            return self._range(start, low, False)

    def _list_or_range(self, start: int) -> Node:
        self.scan.at += 1
        items: list[Node] = []
        if not self.scan.takes("]"):
            with self._deeper(), self._outside_range():
                items.append(self._item())
                if self.scan.takes(".."):
                    return self._range(start, items[0], True)
                while self.scan.takes(","):
                    items.append(self._item())
                self.scan.needs("]")
        return ListLiteral(start, self.scan.at, items)

    def _range(self, start: int, low: Node, low_included: bool) -> Node:
        self._endpoint = True
        high = self._binary(ADD)
        self._endpoint = False
        closing = self.scan.sees("]", ")", "[")
        if closing is None:
            self.scan.fail_here("区间的结束括号", "the bracket that ends the range")
        self.scan.at += 1
        return RangeLiteral(start, self.scan.at, low, high, low_included, closing == "]")

    def _context(self, start: int) -> Node:
        self.scan.at += 1
        entries: list[tuple[str, Node]] = []
        if not self.scan.takes("}"):
            while True:
                entries.append((self._key(), self.expression()))
                if not self.scan.takes(","):
                    break
            self.scan.needs("}")
        return ContextLiteral(start, self.scan.at, entries)

    def _key(self) -> str:
        if self.scan.sees('"'):
            key = self.scan.string()
            if WORD.match(key):
                self.scan.learn(key)
        else:
            key = self.scan.label()
        self.scan.needs(":")
        return key

    # -- cells of decision tables

    def whole_tests(self) -> Node:
        """Return the tree of a cell: tests for `?` that fill the text."""
        if _DASH.fullmatch(self.scan.text):
            return Anything(0, len(self.scan.text))
        return self._negated_tests() or self._tests(0)

    def _negated_tests(self) -> Node | None:
        # not(a, b) negates tests; not(a) and b is an ordinary expression that begins alike.
        start = self.scan.at
        if not (self.scan.takes_word("not") and self.scan.takes("(")):
            self.scan.at = start
            return None
        with self._deeper():
            items = [self._item()]
            while self.scan.takes(","):
                items.append(self._item())
        if self.scan.takes(")") and self.scan.at_end():
            return Tests(start, self.scan.at, items, True)
        self.scan.at = start
        return None

    def _tests(self, start: int) -> Node:
        items = [self._item()]
        while self.scan.takes(","):
            items.append(self._item())
        self._needs_end()
        return Tests(start, self.scan.at, items, False)
