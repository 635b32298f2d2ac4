"""Short ways to draw decision models for tests."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from engine.dmn import Model, load_model

NAMESPACE = "https://www.omg.org/spec/DMN/20230324/MODEL/"


def definitions(*parts: str, namespace: str = "urn:test", extra: str = "") -> bytes:
    """Return a model's file."""
    head = f'<definitions xmlns="{NAMESPACE}" name="t" namespace="{namespace}" {extra}>'
    return (head + "".join(parts) + "</definitions>").encode()


def load(*parts: str) -> Model:
    """Return a model of these parts."""
    return load_model(definitions(*parts))


def data(name: str, type_ref: str = "") -> str:
    """Draw an input."""
    typed = f" typeRef={quoteattr(type_ref)}" if type_ref else ""
    variable = f"<variable name={quoteattr(name)}{typed}/>"
    return f'<inputData id="in_{name}" name={quoteattr(name)}>{variable}</inputData>'


def literal(text: str, type_ref: str = "") -> str:
    """Draw a literal expression."""
    typed = f" typeRef={quoteattr(type_ref)}" if type_ref else ""
    return f"<literalExpression{typed}><text>{escape(text)}</text></literalExpression>"


def decision(id_: str, body: str, needs: str = "", type_ref: str = "", knows: str = "") -> str:
    """Draw a decision; `needs` lists inputs (`in_x`) and decisions, `knows` functions."""
    required = "".join(
        f"<informationRequirement><required{'Input' if n.startswith('in_') else 'Decision'} "
        f'href="#{n}"/></informationRequirement>'
        for n in needs.split()
    )
    required += "".join(
        f'<knowledgeRequirement><requiredKnowledge href="#{n}"/></knowledgeRequirement>'
        for n in knows.split()
    )
    typed = f" typeRef={quoteattr(type_ref)}" if type_ref else ""
    variable = f'<variable name="{id_}"{typed}/>'
    return f'<decision id="{id_}" name="{id_}">{variable}{required}{body}</decision>'


def table(drawn: str, policy: str = "UNIQUE", aggregation: str = "") -> str:
    """Draw a table from lines: `x:number | => y:string`, then cells, then `# annotation`.

    A heading may give allowed values: `x:string (1,2)`.
    """
    header, *rows = [line.strip() for line in drawn.strip().splitlines()]
    columns = [cell.strip() for cell in header.split("|")]
    parts = [_column(column) for column in columns]
    parts += [_row(number, row, columns) for number, row in enumerate(rows, 1)]
    total = f' aggregation="{aggregation}"' if aggregation else ""
    return f'<decisionTable hitPolicy="{policy}"{total}>{"".join(parts)}</decisionTable>'


def _column(heading: str) -> str:
    heading, _, allowed = heading.partition(" (")
    name, _, type_ref = heading.removeprefix("=>").strip().partition(":")
    typed = f' typeRef="{type_ref}"' if type_ref else ""
    values = escape(allowed.removesuffix(")"))
    if heading.startswith("=>"):
        listed = f"<outputValues><text>{values}</text></outputValues>" if allowed else ""
        return f"<output name={quoteattr(name)}{typed}>{listed}</output>"
    listed = f"<inputValues><text>{values}</text></inputValues>" if allowed else ""
    expression = f"<inputExpression{typed}><text>{escape(name)}</text></inputExpression>"
    return f"<input>{expression}{listed}</input>"


def _row(number: int, row: str, columns: list[str]) -> str:
    cells, _, note = row.partition(" # ")
    parts = []
    for column, cell in zip(columns, cells.split("|"), strict=True):
        tag = "outputEntry" if column.startswith("=>") else "inputEntry"
        parts.append(f"<{tag}><text>{escape(cell.strip())}</text></{tag}>")
    if note:
        parts.append(f"<annotationEntry><text>{escape(note)}</text></annotationEntry>")
    return f'<rule id="row{number}">{"".join(parts)}</rule>'
