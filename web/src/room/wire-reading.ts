import type { Publication, RoomProblem, Snapshot } from './wire.ts';

const kinds: readonly string[] = ['chat', 'playback', 'queue', 'member', 'settings', 'moderation'];

/** A publication, or undefined for what a newer server may send and this page does not know. */
export function readPublication(data: unknown): Publication | undefined {
  if (!isObject(data) || typeof data['id'] !== 'string' || typeof data['at'] !== 'number' || !isObject(data['data'])) return undefined;
  return typeof data['kind'] === 'string' && kinds.includes(data['kind']) ? (data as unknown as Publication) : undefined;
}

export function readSnapshot(data: unknown): Snapshot | undefined {
  return isObject(data) && isObject(data['room']) && isObject(data['me']) && isObject(data['playback']) ? (data as unknown as Snapshot) : undefined;
}

const byCode: Readonly<Record<number, string>> = { 1: 'timeout', 2: 'offline', 4403: 'forbidden', 4404: 'not_found', 4409: 'conflict', 4422: 'invalid', 4429: 'rate_limited', 4503: 'unavailable' };

/** The error of a call: `{code, message}`, the message a problem as JSON, or a plain sentence of the protocol itself. */
export function readProblem(error: unknown): RoomProblem {
  const { code, message } = (isObject(error) ? error : {}) as { code?: number; message?: string };
  const word = byCode[code ?? -1] ?? 'unavailable';
  try {
    const problem = JSON.parse(message ?? '') as unknown;
    if (isObject(problem) && typeof problem['title'] === 'string') return { code: word, ...(problem as object) } as RoomProblem;
  } catch (failure) {
    if (!(failure instanceof SyntaxError)) throw failure;
  }
  return { code: word, title: message ?? 'The server cannot be reached' };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
