import { RoomError, type RoomLink } from './room-link.ts';
import type { CommandAnswer } from './sync/command-sender.ts';
import type { PlaybackState } from './sync/playback-state.ts';
import { readPlayback } from './wire-reading.ts';
import type { Outcome } from './wire.ts';

/** A playback command over the line, in the words of the command sender. */
export async function callPlayback(link: RoomLink, method: string, params: Record<string, unknown>): Promise<CommandAnswer> {
  try {
    const outcome = (await link.call(method, params)) as Outcome;
    return { ok: true, state: readPlayback(outcome.state as PlaybackState) };
  } catch (error) {
    if (!(error instanceof RoomError)) throw error;
    const { problem } = error;
    return problem.code === 'conflict' && problem.state !== undefined ? { ok: false, conflict: readPlayback(problem.state) } : { ok: false, error: { ...problem, title: problem.detail ?? problem.title } };
  }
}
