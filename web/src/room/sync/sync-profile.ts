/** What differs between browsers. */
export interface SyncProfile {
  readonly name: 'chromium' | 'firefox' | 'safari';
  /** Nothing is corrected within it, ms. */
  readonly deadBand: number;
  readonly bursts: boolean;
  /** From here on a jump is better than a burst, ms; ahead and behind of the room. */
  readonly seekAhead: number;
  /** Lower than ahead: a burst first makes up what its own change of rate lost (12-40 ms), so past 90 ms it would take over 3 s. */
  readonly seekBehind: number;
  /** Least time between two changes of rate, ms. */
  readonly rateGap: number;
}

export const profiles: Readonly<Record<SyncProfile['name'], SyncProfile>> = {
  chromium: { name: 'chromium', deadBand: 40, bursts: true, seekAhead: 150, seekBehind: 90, rateGap: 0 },
  firefox: { name: 'firefox', deadBand: 40, bursts: true, seekAhead: 150, seekBehind: 90, rateGap: 1_000 },
  safari: { name: 'safari', deadBand: 100, bursts: false, seekAhead: 400, seekBehind: 400, rateGap: 0 },
};

/** By the vendor, as every browser on iOS is Safari underneath. */
export function profileOf(vendor: string, agent: string): SyncProfile {
  if (vendor.startsWith('Apple')) return profiles.safari;
  return agent.includes('Firefox/') ? profiles.firefox : profiles.chromium;
}
