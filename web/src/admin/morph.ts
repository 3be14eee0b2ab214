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
    const match: ChildNode | null = key === null ? nextAlike(at, next) : (keyed.get(key) ?? null);
    if (match === null || match.nodeName !== next.nodeName) {
      from.insertBefore(document.importNode(next, true), at);
      continue;
    }
    if (key !== null) keyed.delete(key);
    if (key === null || match === at) at = match.nextSibling;
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

/**
 * The node at the place, when it can become the other; a keyed one belongs to its key. A block that went away before it
 * (a note, a banner) is stepped over and removed, so that the one a person is in stays where it is.
 */
function nextAlike(at: ChildNode | null, next: Node): ChildNode | null {
  let node = at;
  while (node !== null && keyOf(node) === null && !alike(node, next)) node = next instanceof Element ? node.nextSibling : null;
  if (node === null || keyOf(node) !== null) return null;
  while (at !== null && at !== node) {
    const gone = at;
    at = at.nextSibling;
    gone.remove();
  }
  return node;
}

/** What an element is stands in its first class; the others say how it is just now. */
function alike(one: Node, other: Node): boolean {
  if (one.nodeName !== other.nodeName) return false;
  return !(one instanceof Element && other instanceof Element) || one.classList[0] === other.classList[0];
}
