"""Small diagrams for tests, built from Python; written anew for each test."""

from __future__ import annotations

from itertools import count, pairwise
from xml.sax.saxutils import escape, quoteattr

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:gucheng="urn:gucheng:bpmn:1" id="file" targetNamespace="urn:test">'
)


_boxes = count(1)


class Box:
    """A process's or sub-process's content, element by element."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.flows = count(1)
        self.prefix = f"flow{next(_boxes)}_"

    def raw(self, xml: str) -> Box:
        """Add a piece of XML as it is."""
        self.parts.append(xml)
        return self

    def node(self, tag: str, id: str, inner: str = "", **attributes: str) -> Box:
        """Add an element; `gucheng_form` becomes `gucheng:form`."""
        shown = {"name": id, **attributes}
        words = " ".join(
            f"{name.replace('gucheng_', 'gucheng:')}={quoteattr(value)}"
            for name, value in shown.items()
        )
        self.parts.append(f'<bpmn:{tag} id="{id}" {words}>{inner}</bpmn:{tag}>')
        return self

    def flow(self, source: str, target: str, when: str | None = None, id: str = "") -> Box:
        """Add a sequence flow, with a condition in FEEL."""
        inner = ""
        if when is not None:
            inner = (
                '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">'
                f"{escape(when)}</bpmn:conditionExpression>"
            )
        name = id or f"{self.prefix}{next(self.flows)}"
        self.parts.append(
            f'<bpmn:sequenceFlow id="{name}" sourceRef="{source}" targetRef="{target}">'
            f"{inner}</bpmn:sequenceFlow>"
        )
        return self

    def chain(self, *ids: str) -> Box:
        """Add flows from each node to the next."""
        for source, target in pairwise(ids):
            self.flow(source, target)
        return self

    def script(self, id: str, feel: str) -> Box:
        """Add a script task."""
        return self.node(
            "scriptTask", id, f"<bpmn:script>{escape(feel)}</bpmn:script>", scriptFormat="feel"
        )

    def xml(self) -> str:
        """Return the content, associations last as the schema asks."""
        return "".join(sorted(self.parts, key=lambda part: part.startswith("<bpmn:association")))


def process(box: Box, roots: str = "", key: str = "proc", **attributes: str) -> bytes:
    """Return a whole file with one process; `roots` are messages, errors and the like."""
    words = " ".join(
        f"{name.replace('gucheng_', 'gucheng:')}={quoteattr(value)}"
        for name, value in attributes.items()
    )
    return (
        f'{HEAD}{roots}<bpmn:process id="{key}" isExecutable="true" {words}>'
        f"{box.xml()}</bpmn:process></bpmn:definitions>"
    ).encode()


def extensions(*parts: str) -> str:
    """Return an extensionElements element."""
    return f"<bpmn:extensionElements>{''.join(parts)}</bpmn:extensionElements>"


def mapping(tag: str, **entries: str) -> str:
    """Return `gucheng:input` or `gucheng:output` elements: target=source."""
    return "".join(
        f"<gucheng:{tag} target={quoteattr(name)} source={quoteattr(source)}/>"
        for name, source in entries.items()
    )


def timer(text: str, form: str = "timeDuration") -> str:
    """Return a timer's definition."""
    return (
        f'<bpmn:timerEventDefinition><bpmn:{form} xsi:type="bpmn:tFormalExpression">'
        f"{escape(text)}</bpmn:{form}></bpmn:timerEventDefinition>"
    )
