import type { KeyPress } from './keys.js';

export function pressOf(event: KeyboardEvent): KeyPress {
  return { key: event.key, ctrl: event.ctrlKey, shift: event.shiftKey, alt: event.altKey, meta: event.metaKey };
}

/**
 * Whether a key belongs to somebody else: to a field, an open dialog or menu, or the button that Space is about to press.
 * Outside the player only the page itself may have the focus, and the keys that scroll stay with it unless the pointer is on
 * the picture.
 */
export function isTyping(event: KeyboardEvent, player: HTMLElement): boolean {
  const target = event.target as HTMLElement;
  if (target.closest('input:not([type="range"]), textarea, select, [contenteditable], dialog[open], [role="menu"]') !== null) return true;
  if (document.querySelector('dialog[open]') !== null) return true;
  const inside = player.contains(target);
  const page = target === document.body || target === document.documentElement || target.id === 'main';
  if (!inside && !page) return true;
  if (event.key === ' ') return target.closest('button, a, summary') !== null;
  if (target.matches('input[type="range"]') && event.key.startsWith('Arrow')) return true;
  const scrolls = ['ArrowUp', 'ArrowDown', 'Home', 'End'].includes(event.key);
  return scrolls && !inside && !player.matches(':hover') && document.fullscreenElement === null;
}
