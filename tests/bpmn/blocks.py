"""Block-structured processes made up by chance, as a tree and as the diagram that draws it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

from tests.bpmn.diagrams import Box, process, timer


@dataclass(frozen=True)
class Block:
    """A piece with one way in and one way out; what `parts` are depends on its kind."""

    kind: str
    id: str
    parts: tuple[tuple[Block, ...], ...] = ()
    count: int = 0
    flag: bool = False


Chain = tuple[Block, ...]


@dataclass
class Maker:
    """Makes a tree of blocks from a list of choices."""

    choices: list[int]
    used: int = 0
    made: int = 0
    kinds: tuple[str, ...] = field(
        default=(
            "task",
            "script",
            "parallel",
            "exclusive",
            "inclusive",
            "loop",
            "sub",
            "many",
            "many_subs",
            "watched",
            "guarded",
            "first_of_two",
        )
    )

    def choose(self, most: int) -> int:
        """Return the next choice below a number; 0 when the choices are used up."""
        self.used += 1
        return self.choices[self.used - 1] % most if self.used <= len(self.choices) else 0

    def chain(self, depth: int) -> Chain:
        return tuple(self.block(depth) for _ in range(1 + self.choose(2)))

    def block(self, depth: int) -> Block:
        kind = self.kinds[self.choose(len(self.kinds)) if depth else self.choose(2)]
        self.made += 1
        name, inner = f"{kind}{self.made}", depth - 1
        if kind in ("task", "script", "first_of_two"):
            return Block(kind, name)
        if kind == "many":
            return Block(kind, name, count=self.choose(3) + 1, flag=bool(self.choose(2)))
        if kind in ("parallel", "exclusive", "inclusive"):
            ways = tuple(self.chain(inner) for _ in range(self.choose(2) + 2))
            return Block(kind, name, ways)
        count, turned = self.choose(2) + 1, bool(self.choose(2))
        return Block(kind, name, (self.chain(inner),), count, turned)


def message_of(block: Block) -> str:
    """Return the id of the message that a block waits for."""
    return f"m_{block.id}"


class Drawer:
    """Draws a tree of blocks as a diagram."""

    def __init__(self) -> None:
        self.messages: list[str] = []

    def whole(self, chain: Chain) -> bytes:
        box = Box()
        first, last = self.chain(box, chain)
        box.node("startEvent", "s").node("endEvent", "e").chain("s", first).chain(last, "e")
        roots = "".join(f'<bpmn:message id="{name}" name="{name}"/>' for name in self.messages)
        return process(box, roots)

    def chain(self, box: Box, chain: Chain) -> tuple[str, str]:
        """Draw blocks one after another; return the first and the last node."""
        ends = [self.block(box, block) for block in chain]
        for (_, last), (first, _) in pairwise(ends):
            box.chain(last, first)
        return ends[0][0], ends[-1][1]

    def block(self, box: Box, block: Block) -> tuple[str, str]:
        drawn: Callable[[Box, Block], tuple[str, str]] = getattr(self, f"_{block.kind}")
        return drawn(box, block)

    def _task(self, box: Box, block: Block) -> tuple[str, str]:
        box.node("userTask", block.id)
        return block.id, block.id

    def _script(self, box: Box, block: Block) -> tuple[str, str]:
        box.script(block.id, f"{{{block.id}: n}}")
        return block.id, block.id

    def _split(self, box: Box, block: Block, kind: str, asks: bool) -> tuple[str, str]:
        split, join = f"{block.id}_s", f"{block.id}_j"
        default = f"{split}_default"
        box.node(kind, split, **({"default": default} if asks else {})).node(kind, join)
        for way, part in enumerate(block.parts):
            first, last = self.chain(box, part)
            if asks and not way:
                box.flow(split, first, id=default)
            else:
                box.flow(split, first, f"modulo(n, {way + 2}) = 0" if asks else None)
            box.chain(last, join)
        return split, join

    def _parallel(self, box: Box, block: Block) -> tuple[str, str]:
        return self._split(box, block, "parallelGateway", False)

    def _exclusive(self, box: Box, block: Block) -> tuple[str, str]:
        return self._split(box, block, "exclusiveGateway", True)

    def _inclusive(self, box: Box, block: Block) -> tuple[str, str]:
        return self._split(box, block, "inclusiveGateway", True)

    def _loop(self, box: Box, block: Block) -> tuple[str, str]:
        merge, turn, out = f"{block.id}_m", f"{block.id}_t", f"{block.id}_o"
        box.node("exclusiveGateway", merge).node("exclusiveGateway", turn, default=f"{out}_f")
        box.node("task", out).node("userTask", block.id)
        first, last = self.chain(box, block.parts[0])
        box.chain(merge, block.id, first).chain(last, turn)
        box.flow(turn, merge, "modulo(n, 3) = 1").flow(turn, out, id=f"{out}_f")
        return merge, out

    def _inside(self, block: Block) -> Box:
        inside = Box()
        first, last = self.chain(inside, block.parts[0])
        inside.node("startEvent", f"{block.id}_is").node("endEvent", f"{block.id}_ie")
        return inside.chain(f"{block.id}_is", first).chain(last, f"{block.id}_ie")

    def _sub(self, box: Box, block: Block, before: str = "") -> tuple[str, str]:
        box.node("subProcess", block.id, before + self._inside(block).xml())
        return block.id, block.id

    def _times(self, block: Block) -> str:
        tag = "bpmn:multiInstanceLoopCharacteristics"
        return (
            f'<{tag} isSequential="{str(block.flag).lower()}" gucheng:item="item" '
            f'gucheng:collection="{list(range(block.count))}" gucheng:result="{block.id}"/>'
        )

    def _many(self, box: Box, block: Block) -> tuple[str, str]:
        box.node("userTask", block.id, self._times(block))
        return block.id, block.id

    def _many_subs(self, box: Box, block: Block) -> tuple[str, str]:
        return self._sub(box, block, self._times(block))

    def _watched(self, box: Box, block: Block) -> tuple[str, str]:
        """A sub-process that a timer may interrupt, or send a token besides."""
        self._sub(box, block)
        border, late, out = f"{block.id}_b", f"{block.id}_l", f"{block.id}_o"
        leaves = "true" if block.flag else "false"
        box.node(
            "boundaryEvent", border, timer("PT1H"), attachedToRef=block.id, cancelActivity=leaves
        )
        box.node("userTask", late).chain(border, late)
        box.node("exclusiveGateway", f"{block.id}_m").node("task", out)
        box.chain(block.id, f"{block.id}_m", out)
        if block.flag:
            box.chain(late, f"{block.id}_m")
        else:
            box.parts = [p for p in box.parts if f'id="{block.id}_m"' not in p]
            box.parts = [part.replace(f'"{block.id}_m"', f'"{block.id}_p"') for part in box.parts]
            box.node("task", f"{block.id}_p").node("endEvent", f"{block.id}_e")
            box.chain(late, f"{block.id}_e")
        return block.id, out

    def _guarded(self, box: Box, block: Block) -> tuple[str, str]:
        """A sub-process with an event sub-process that a message starts."""
        name = f"{block.id}_h"
        self.messages.append(message_of(block))
        event = f'<bpmn:messageEventDefinition messageRef="{message_of(block)}"/>'
        turned = "true" if block.flag else "false"
        handler = Box().node("startEvent", f"{name}_s", event, isInterrupting=turned)
        handler.node("userTask", f"{name}_u").node("endEvent", f"{name}_e")
        handler.chain(f"{name}_s", f"{name}_u", f"{name}_e")
        inside = self._inside(block)
        inside.node("subProcess", name, handler.xml(), triggeredByEvent="true")
        box.node("subProcess", block.id, inside.xml())
        return block.id, block.id

    def _first_of_two(self, box: Box, block: Block) -> tuple[str, str]:
        """An event gateway: a message, or an hour that passes."""
        self.messages.append(message_of(block))
        event = f'<bpmn:messageEventDefinition messageRef="{message_of(block)}"/>'
        gate, merge = f"{block.id}_g", f"{block.id}_m"
        box.node("eventBasedGateway", gate).node("exclusiveGateway", merge)
        for way, what in (("by_message", event), ("by_time", timer("PT1H"))):
            name = f"{block.id}_{way}"
            box.node("intermediateCatchEvent", name, what).chain(gate, name, merge)
        box.node("task", f"{block.id}_o").chain(merge, f"{block.id}_o")
        return gate, f"{block.id}_o"
