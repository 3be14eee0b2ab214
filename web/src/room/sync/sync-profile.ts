/** What differs between browsers. */
export interface SyncProfile {
  readonly name: 'chromium' | 'firefox' | 'safari';
  /** Nothing is corrected within it, ms. */
  readonly deadBand: number;
  /** Within the dead band, drift beyond this is taken up once it has stood for seconds, ms. */
  readonly fineBand: number;
  readonly bursts: boolean;
  /** From here on a jump is better than a burst, ms; ahead and behind of the room. */
  readonly seekAhead: number;
  /** Lower than ahead: a burst may first have to make up what its own changes of rate lost. Past these it would take over 3 s. */
  readonly seekBehind: number;
  /** What the two changes of rate of a burst lose, ms. Chromium: nothing while the pitch follows the rate, 19 where it is kept (156, AAC). */
  readonly burstLoss: number;
  /** Least time between two changes of rate, ms. */
  readonly rateGap: number;
}

export const profiles: Readonly<Record<SyncProfile['name'], SyncProfile>> = {
  chromium: { name: 'chromium', deadBand: 40, fineBand: 8, bursts: true, burstLoss: 0, seekAhead: 120, seekBehind: 90, rateGap: 0 },
  firefox: { name: 'firefox', deadBand: 40, fineBand: 12, bursts: true, burstLoss: 20, seekAhead: 150, seekBehind: 90, rateGap: 1_000 },
  safari: { name: 'safari', deadBand: 100, fineBand: 100, bursts: false, burstLoss: 0, seekAhead: 400, seekBehind: 400, rateGap: 0 },
};

/** By the vendor, as every browser on iOS is Safari underneath. */
export function profileOf(vendor: string, agent: string): SyncProfile {
  if (vendor.startsWith('Apple')) return profiles.safari;
  return agent.includes('Firefox/') ? profiles.firefox : profiles.chromium;
}
