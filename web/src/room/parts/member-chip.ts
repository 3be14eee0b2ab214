import type { MemberSync } from '../sync/member-reports.ts';
import type { Member } from '../wire.ts';
import { fill, words } from '../words.ts';

/** Classes and words of a member's state: never the colour alone. */
export interface Chip {
  readonly ring: string;
  readonly dot: string;
  readonly text: string;
}

export function chipOf(member: Pick<Member, 'status'>, sync: MemberSync): Chip {
  if (member.status === 'away' || sync.state === 'away') return { ring: 'av--away', dot: 'st--off', text: words.sync.away };
  if (sync.state === 'buffer') return { ring: 'av--buf', dot: 'st--wait', text: words.sync.buffer };
  if (sync.state === 'catch') return { ring: 'av--catch', dot: 'st--warn', text: sync.drift === undefined ? words.sync.catch : fill(words.sync.catchBy, { s: signed(sync.drift / 1000, 1) }) };
  return { ring: 'av--sync', dot: 'st--ok', text: member.status === 'busy' ? words.sync.busy : words.sync.sync };
}

/** With a true minus, so that figures stand under each other. */
export function signed(value: number, digits = 0): string {
  const text = Math.abs(value).toFixed(digits);
  return Number(text) === 0 ? text : value < 0 ? `−${text}` : `+${text}`;
}
