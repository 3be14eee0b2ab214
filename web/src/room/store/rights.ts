import type { Member, RoomRole, RoomSettings } from '../wire.ts';

const guest = ['chat', 'react', 'vote'];
const member = [...guest, 'queueAdd'];
const admin = [...member, 'playback', 'queueEdit', 'moderate', 'members', 'invite', 'settings'];
const owner = [...admin, 'roles', 'own'];

const ofRole: Readonly<Record<RoomRole, readonly string[]>> = { guest, member, admin, owner };

export interface Standing {
  readonly role: RoomRole;
  readonly mode: RoomSettings['mode'];
  readonly muted: boolean;
}

/** The rule of the server (Rooms/State/RoomRights), so that a page need not ask anew when a role or the mode changes. */
export function rightsOf({ role, mode, muted }: Standing): readonly string[] {
  const all = new Set([...ofRole[role], ...(mode === 'everyone' ? ['playback', 'queueAdd', 'queueEdit'] : [])]);
  if (muted && role !== 'owner') for (const silent of ['chat', 'react']) all.delete(silent);
  return [...all];
}

/** What was given to or taken from this member alone stays so while the rest changes. */
export function turned(present: readonly string[], before: Standing, after: Standing): readonly string[] {
  const [usual, next] = [new Set(rightsOf(before)), new Set(rightsOf(after))];
  const given = present.filter((r) => !usual.has(r));
  const taken = new Set([...usual].filter((r) => !present.includes(r)));
  return [...new Set([...next, ...given])].filter((r) => !taken.has(r));
}

export function standingOf(me: { readonly role: RoomRole }, own: Member | undefined, settings: RoomSettings): Standing {
  return { role: own?.role ?? me.role, mode: settings.mode, muted: own?.muted ?? false };
}
