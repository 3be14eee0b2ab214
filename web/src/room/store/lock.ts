import { inSyncMs, type MemberSync } from '../sync/member-reports.ts';
import { unevenAbove, type SyncView } from '../sync/sync-view.ts';

/** The lamp in the strip: how tightly this member is with the room. */
export interface Lock {
  /** Key of `room.lock` in the wording. */
  readonly word: 'locked' | 'standing' | 'catching' | 'buffering' | 'uneven' | 'struggling' | 'joining' | 'blocked' | 'outside' | 'empty';
  readonly lamp: 'lock' | 'recv' | 'off';
  /** The larger of what was read and what the clock may hide, ms. */
  readonly ms: number | undefined;
}

export function lockOf(view: SyncView): Lock {
  const ms = view.drift === undefined ? undefined : Math.round(Math.max(Math.abs(view.drift), Math.min(view.uncertainty, unevenAbove)));
  if (view.phase === 'idle') return { word: 'empty', lamp: 'off', ms: undefined };
  if (view.phase === 'blocked' || view.phase === 'outside') return { word: view.phase, lamp: 'recv', ms: undefined };
  if (view.phase === 'entering') return { word: 'joining', lamp: 'recv', ms: undefined };
  if (view.state === 'buffer') return { word: 'buffering', lamp: 'recv', ms: undefined };
  if (view.phase === 'standing') return { word: 'standing', lamp: 'lock', ms: undefined };
  if (view.state === 'struggling') return { word: 'struggling', lamp: 'recv', ms };
  if (view.uncertainty > unevenAbove) return { word: 'uneven', lamp: 'recv', ms };
  if (view.state === 'catch' && (view.drift === undefined || Math.abs(view.drift) > inSyncMs)) return { word: 'catching', lamp: 'recv', ms };
  return { word: 'locked', lamp: 'lock', ms };
}

/** One's own line in the roster is what one sees, not what one last reported. */
export function ownSync(view: SyncView): MemberSync {
  const drift = view.drift === undefined ? {} : { drift: view.drift };
  if (view.phase === 'standing') return { state: view.state === 'buffer' ? 'buffer' : 'sync' };
  if (view.phase !== 'following') return { state: view.phase === 'entering' ? 'catch' : 'away' };
  if (view.state === 'buffer') return { state: 'buffer' };
  const near = view.drift !== undefined && Math.abs(view.drift) <= inSyncMs;
  return { state: near || (view.state === 'sync' && view.drift === undefined) ? 'sync' : 'catch', ...drift };
}
