import type { RoomState } from './store/room-state.ts';
import { words } from './words.ts';

/** What the tab says: how much was missed while one was elsewhere, and whether the line is down. */
export function tabTitle(state: RoomState): string {
  const name = state.settings?.name ?? words.unnamed;
  const missed = state.unread > 0 ? `(${state.unread > 99 ? '99+' : state.unread}) ` : '';
  const line = state.link === 'reconnecting' ? `${words.reconnecting}: ` : '';
  return `${missed}${line}${name} · Matinee`;
}
