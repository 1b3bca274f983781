"""What a person notices and axe does not; each is asked of the page itself."""

from playwright.sync_api import Page

# WCAG 2.5.8 asks 24 px; links in running text are left out, as there.
SMALL_TARGETS = """() => [
  ...document.querySelectorAll('a, button, input, select, textarea, summary')]
  .filter(one => !one.closest('p, td, th, .vh, .legal') || one.matches('.btn'))
  .filter(one => one.type !== 'hidden' && one.checkVisibility({contentVisibilityAuto: true}))
  .filter(one => !one.closest('label'))
  .map(one => [one, one.getBoundingClientRect()])
  .filter(([one, box]) => box.bottom > 0 && (box.width < 24 || box.height < 24))
  .map(([one, box]) => `${one.outerHTML.slice(0, 80)} ${box.width}x${box.height}`)"""

FOCUS_RING = """() => [...document.querySelectorAll('main a, main button, main input, main select')]
  .filter(one => one.type !== 'hidden' && one.checkVisibility({contentVisibilityAuto: true}))
  .filter(one => { one.focus({focusVisible: true});
    const ring = [one, one.closest('.choice')].filter(Boolean)
      .flatMap(seen => [getComputedStyle(seen), getComputedStyle(seen, '::after')]);
    return !ring.some(style =>
      parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== 'none')})
  .map(one => one.outerHTML.slice(0, 80))"""

COVERED = """() => { const one = document.activeElement;
  if (!one || one === document.body) return null;
  const box = one.getBoundingClientRect();
  if (!box.width || !box.height) return null;
  const spot = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  const seen = spot && (one.contains(spot) || spot.contains(one) || spot.closest('label'));
  return seen ? null : one.outerHTML.slice(0, 80) }"""

NAME = """() => { const one = document.activeElement;
  if (!one || one === document.body) return 'end';
  const label = one.labels && one.labels.length ? one.labels[0].innerText : '';
  return (one.innerText || one.getAttribute('aria-label') || label || '').trim() || 'nameless '
    + one.outerHTML.slice(0, 80) }"""

MOST_STOPS = 25


def sideways(page: Page) -> bool:
    """Whether the page is wider than its window."""
    wider: bool = page.evaluate(
        "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
    return wider


def unnamed_tab_stops(page: Page) -> list[str]:
    """The stops of the first presses on Tab that say nothing to who can't see them."""
    found = []
    for _press in range(MOST_STOPS):
        page.keyboard.press("Tab")
        name: str = page.evaluate(NAME)
        if name == "end":
            break
        if name.startswith("nameless"):
            found.append(name)
    return found


def hidden_by_focus(page: Page) -> list[str]:
    """The stops that something else covers when they have the focus (WCAG 2.4.11)."""
    page.evaluate("() => document.activeElement && document.activeElement.blur()")
    found = []
    for _press in range(MOST_STOPS):
        page.keyboard.press("Tab")
        covered: str | None = page.evaluate(COVERED)
        if covered:
            found.append(covered)
    return found
