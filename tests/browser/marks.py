"""Whether the mark of bpmn.io can be seen: its licence asks for it."""

from __future__ import annotations

from playwright.sync_api import Locator


def uncovered(mark: Locator) -> bool:
    """Scroll to the mark and look at five of its points: is nothing else drawn there?"""
    mark.scroll_into_view_if_needed()
    seen: bool = mark.evaluate(
        """mark => {
          const { left, right, top, bottom, width, height } = mark.getBoundingClientRect();
          if (width < 20 || height < 8) return false;
          const points = [[(left + right) / 2, (top + bottom) / 2], [left + 1, top + 1],
            [right - 1, top + 1], [left + 1, bottom - 1], [right - 1, bottom - 1]];
          return points.every(([x, y]) => mark.contains(document.elementFromPoint(x, y)));
        }"""
    )
    return seen
