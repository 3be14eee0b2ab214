/**
 * Makes one tree like another with the fewest changes, so that focus, scroll places, open menus and half-typed words
 * survive a page that the server has rendered anew. Children with data-key are matched by it, the others by their place.
 */
export function morph(from: Element, to: Element): void {
  attributes(from, to);
  if (from.hasAttribute('data-keep')) return;
  children(from, to);
}

// What the person at the page decides, and the server does not know.
const own = new Set(['open', 'aria-expanded', 'aria-activedescendant']);

function attributes(from: Element, to: Element): void {
  for (const { name, value } of [...to.attributes]) {
    if (!own.has(name) && from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
  // The attribute is only what a switch began with.
  if (from instanceof HTMLInputElement && from.type === 'checkbox') from.checked = to.hasAttribute('checked');
  for (const { name } of [...from.attributes]) {
    if (!own.has(name) && name !== 'style' && !to.hasAttribute(name)) from.removeAttribute(name);
  }
}

function children(from: Element, to: Element): void {
  const keyed = new Map<string, Element>();
  for (const child of from.children) {
    const key = keyOf(child);
    if (key !== null) keyed.set(key, child);
  }
  let at = from.firstChild;
  for (const next of [...to.childNodes]) {
    const key = keyOf(next);
    const match = key === null ? nextAlike(at, next) : (keyed.get(key) ?? null);
    if (match === null || match.nodeName !== next.nodeName) {
      from.insertBefore(document.importNode(next, true), at);
      continue;
    }
    if (key !== null) keyed.delete(key);
    if (match === at) at = at.nextSibling;
    else from.insertBefore(match, at);
    if (match instanceof Element && next instanceof Element) morph(match, next);
    else if (match.nodeValue !== next.nodeValue) match.nodeValue = next.nodeValue;
  }
  while (at !== null) {
    const rest = at;
    at = at.nextSibling;
    rest.remove();
  }
}

function keyOf(node: Node): string | null {
  return node instanceof Element ? node.getAttribute('data-key') : null;
}

/** The node at the place, when it can become the other; a keyed one belongs to its key. */
function nextAlike(at: ChildNode | null, next: Node): ChildNode | null {
  return at !== null && at.nodeName === next.nodeName && keyOf(at) === null ? at : null;
}
