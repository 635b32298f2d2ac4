"""Whether every expression of a diagram is FEEL."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.diagram import Diagram
from engine.bpmn.findings import Finding, found
from engine.bpmn.names import XSI, Node, bpmn, gucheng, kind, text_of
from engine.feel import FeelSyntaxError, compile_expression

_TIMES = frozenset(("timeDate", "timeDuration", "timeCycle"))
_ASKED = frozenset(
    ("loopCardinality", "loopCondition", "completionCondition", "activationCondition")
)
# A flow's condition is left out: drawing tools forget the mark there, and it means the same.
FORMAL = _TIMES | _ASKED
_FEEL = _ASKED | {"conditionExpression", "condition", "script"}
ATTRIBUTES = (
    "title",
    "number",
    "scope",
    "assignee",
    "notAssignee",
    "to",
    "correlation",
    "collection",
)


def expressions(diagram: Diagram) -> Iterator[tuple[Node, str]]:
    """Yield every expression of a diagram, with the element it stands at."""
    for node in diagram.root.iter():
        what = kind(node)
        text = text_of(node) if what in _FEEL or what in _TIMES else ""
        if text and (what in _FEEL or text.startswith("=")):
            yield place_of(node), text
        for name in ATTRIBUTES:
            value = node.get(gucheng(name))
            if value is not None and value.strip():
                yield node, value
        if node.tag in (gucheng("input"), gucheng("output")) and node.get("source"):
            yield place_of(node), node.get("source")
        if node.tag == gucheng("due"):
            for name in ("within", "from"):
                value = node.get(name) or ""
                if value and (name == "from" or value.strip().startswith("=")):
                    yield place_of(node), value


def place_of(node: Node) -> Node:
    """Return the nearest element around an expression that people see."""
    while node.getparent() is not None and (
        not node.get("id") or kind(node).endswith("EventDefinition")
    ):
        node = node.getparent()
    return node


def feel(diagram: Diagram) -> Iterator[Finding]:
    """Report expressions that are not FEEL."""
    for node, text in expressions(diagram):
        try:
            compile_expression(text.strip().removeprefix("=").strip())
        except FeelSyntaxError as error:
            yield found(
                "feel",
                node,
                "表达式有误：{text}（{why}）",
                "The expression is not FEEL: {text} ({why})",
                text=text.strip(),
                why=error.text,
            )


def formal(diagram: Diagram) -> Iterator[Finding]:
    """Report expressions that are not marked as formal, and mappings without a target."""
    for node in diagram.root.iter():
        marked = (node.get(f"{{{XSI}}}type") or "").endswith("tFormalExpression")
        if _is_formal(node) and not marked:
            yield found(
                "formal",
                place_of(node),
                "{tag} 必须是形式表达式（xsi:type=tFormalExpression）。",
                "{tag} must be a formal expression (xsi:type=tFormalExpression).",
                tag=kind(node),
            )
        if node.tag in (gucheng("input"), gucheng("output")) and not node.get("target"):
            zh, en = "映射没有目标。", "The mapping has no target."
            yield found("formal", place_of(node), zh, en)


def _is_formal(node: Node) -> bool:
    if kind(node) == "condition":
        return kind(node.getparent()) == "conditionalEventDefinition"
    return kind(node) in FORMAL


def languages(diagram: Diagram) -> Iterator[Finding]:
    """Report expressions that say they are in another language than FEEL."""
    for node in diagram.root.iter():
        language = node.get("language") if kind(node) else None
        if language is not None and "feel" not in language.lower():
            zh, en = "表达式的语言必须是 FEEL。", "The expression's language must be FEEL."
            yield found("languages", place_of(node), zh, en)


def media_types(diagram: Diagram) -> Iterator[Finding]:
    """Report texts whose format is no media type."""
    for node in diagram.root.iter(bpmn("textAnnotation"), bpmn("documentation")):
        value = node.get("textFormat")
        if value is not None and value.count("/") != 1:
            zh, en = "文本格式不是媒体类型。", "The text's format is no media type."
            yield found("media_types", place_of(node), zh, en)
