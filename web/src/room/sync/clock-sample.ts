/** What the server's `clock` call answers: when it came in and went out, in cluster time, and how sure that node is of it. */
export interface ClockAnswer {
  readonly received: number;
  readonly sent: number;
  readonly uncertaintyMs: number;
}

export interface ClockSample {
  /** Page time at which the answer came. */
  readonly at: number;
  /** Cluster time minus page time, ms. */
  readonly offset: number;
  /** Without the time the server took, ms. */
  readonly rtt: number;
  readonly serverUncertainty: number;
}

/** Four stamps: `asked` and `heard` in page time, the answer's two in cluster time. */
export function sampleOf(asked: number, answer: ClockAnswer, heard: number): ClockSample {
  return {
    at: heard,
    offset: (answer.received - asked + (answer.sent - heard)) / 2,
    rtt: Math.max(0, heard - asked - (answer.sent - answer.received)),
    serverUncertainty: Math.max(0, answer.uncertaintyMs),
  };
}
