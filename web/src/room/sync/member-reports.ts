import type { MemberReport } from './member-report.ts';
import type { TimeSource } from './time-source.ts';

/** Three missed reports of a large room. */
const staleMs = 6_000;
/** Up to here the eye sees no difference. */
export const inSyncMs = 60;
const most = 2_000;

/** How a member is doing, as its chip says it. */
export interface MemberSync {
  readonly state: 'sync' | 'catch' | 'buffer' | 'away';
  readonly drift?: number;
  readonly bufferAhead?: number;
}

const away: MemberSync = { state: 'away' };

/** The last report of every member. Silence is absence. */
export class MemberReports {
  readonly #heard = new Map<string, { readonly report: MemberReport; readonly at: number }>();

  constructor(private readonly time: TimeSource) {}

  hear(report: MemberReport): void {
    if (!this.#heard.has(report.member) && this.#heard.size >= most) return;
    this.#heard.set(report.member, { report, at: this.time.now() });
  }

  forget(member: string): void {
    this.#heard.delete(member);
  }

  of(member: string): MemberSync {
    const heard = this.#heard.get(member);
    if (heard === undefined || this.time.now() - heard.at > staleMs) return away;
    const { state, drift, bufferAhead } = heard.report;
    const extra = { ...(drift === undefined ? {} : { drift }), bufferAhead };
    if (state === 'away' || state === 'buffer') return { state, ...extra };
    // By the number, not by the word: the dead band differs between browsers, what the eye sees does not.
    return { state: drift !== undefined && Math.abs(drift) > inSyncMs ? 'catch' : 'sync', ...extra };
  }

  get silent(): readonly string[] {
    return [...this.#heard].filter(([, h]) => this.time.now() - h.at > staleMs).map(([member]) => member);
  }
}
