import type { MemberReport } from './member-report.ts';
import type { TimeSource } from './time-source.ts';

const everyMs = 1_000;
const largeRoom = 50;

/** Says every second how this member is doing; every two in a room of more than fifty. */
export class ReportSender {
  #cancel: (() => void) | undefined;

  constructor(
    private readonly time: TimeSource,
    private readonly memberCount: () => number,
    private readonly report: () => MemberReport | undefined,
    private readonly send: (report: MemberReport) => void,
  ) {}

  start(): void {
    this.stop();
    const beat = () => {
      this.#cancel = this.time.after(this.memberCount() > largeRoom ? 2 * everyMs : everyMs, beat);
      const report = this.report();
      if (report !== undefined) this.send(report);
    };
    beat();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
