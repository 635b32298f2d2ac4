"""Reading DMN's XML without trusting it: no DTD, no entities, no network, bounded in size."""

from __future__ import annotations

from lxml import etree

from engine.text import Text

from .problems import BadDecision, DecisionProblem

MAX_BYTES = 4_000_000
MAX_DEPTH = 100
MAX_ELEMENTS = 20_000
Element = etree._Element


def read_xml(xml: bytes) -> Element:
    """Return the root of a decision model's XML; raises BadDecision."""
    if len(xml) > MAX_BYTES:
        raise _bad("文件过大", "the file is too large")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _bad("不是有效的 XML：{why}", "not well-formed XML: {why}", why=str(error)) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _bad("不允许文档类型声明", "a document type is not allowed")
    _check_size(root)
    if local(root) != "definitions" or "/DMN/" not in (etree.QName(root).namespace or ""):
        raise _bad("不是 DMN 决策模型", "not a DMN decision model")
    return root


def _check_size(root: Element) -> None:
    level, count = [root], 0
    for _ in range(MAX_DEPTH):
        count += len(level)
        if count > MAX_ELEMENTS:
            raise _bad("元素过多", "too many elements")
        level = [child for element in level for child in element]
        if not level:
            return
    raise _bad("元素嵌套过深", "elements are nested too deeply")


def _bad(zh: str, en: str, **values: object) -> BadDecision:
    return BadDecision([DecisionProblem("", Text(zh, en, **values))])


def local(element: Element) -> str:
    """Return an element's name without its namespace."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def child(element: Element | None, *names: str) -> Element | None:
    """Return the first child of one of the names."""
    return next(iter(children(element, *names)), None)


def children(element: Element | None, *names: str) -> list[Element]:
    """Return the children of any of the names."""
    if element is None:
        return []
    return [found for found in element if local(found) in names]


def text_of(element: Element | None) -> str:
    """Return what stands in an element's `text` child."""
    found = child(element, "text")
    return (found.text or "").strip() if found is not None else ""


def name_of(element: Element) -> str:
    """Return an element's name, blanks made single."""
    return " ".join((element.get("name") or "").split())


def id_of(element: Element) -> str:
    """Return what a problem calls an element: its id, else that of what holds it."""
    holder: Element | None = element
    while holder is not None:
        found = holder.get("id") or holder.get("name")
        if found:
            return found
        holder = holder.getparent()
    return ""
