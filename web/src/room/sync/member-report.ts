/** What a member says of itself every second or two on the signal channel. */
export interface MemberReport {
  readonly kind: 'report';
  readonly member: string;
  readonly version: number;
  readonly position: number;
  /** ms ahead of the room; absent while there is nothing to compare. */
  readonly drift?: number;
  readonly rtt: number;
  /** Seconds of media ahead of the position. */
  readonly bufferAhead: number;
  readonly state: ReportedState;
  readonly rate: number;
}

export type ReportedState = 'sync' | 'catch' | 'buffer' | 'away';

const states: readonly string[] = ['sync', 'catch', 'buffer', 'away'];

/** From the wire, where anybody may write anything: undefined when it is no report. `from` is who the server says sent it. */
export function readReport(payload: unknown, from: string): MemberReport | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined;
  const p = payload as Record<string, unknown>;
  const number = (value: unknown) => (typeof value === 'number' && Number.isFinite(value) ? value : undefined);
  if (p['kind'] !== 'report' || typeof p['state'] !== 'string' || !states.includes(p['state'])) return undefined;
  const drift = number(p['drift']);
  return {
    kind: 'report',
    member: from,
    version: number(p['version']) ?? 0,
    position: number(p['position']) ?? 0,
    rtt: number(p['rtt']) ?? 0,
    bufferAhead: number(p['bufferAhead']) ?? 0,
    state: p['state'] as ReportedState,
    rate: number(p['rate']) ?? 1,
    ...(drift === undefined ? {} : { drift }),
  };
}
