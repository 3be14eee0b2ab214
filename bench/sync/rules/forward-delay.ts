const weight = 0.85;

/** How long a message from the other side was under way, as Syncplay/syncplay's syncplay/protocols.py reckons it: half of the mean round trip, and by how much this side's is longer. */
export class ForwardDelay {
  rttMs = 0;
  ms = 0;
  #mean = 0;

  /** @param sentAt The own stamp that came back. @param otherRttMs The round trip as the other side has it. */
  learn(now: number, sentAt: number, otherRttMs: number): void {
    this.rttMs = now - sentAt;
    if (this.rttMs < 0 || otherRttMs < 0) return;
    if (this.#mean === 0) this.#mean = this.rttMs;
    this.#mean = this.#mean * weight + this.rttMs * (1 - weight);
    this.ms = this.#mean / 2 + Math.max(0, this.rttMs - otherRttMs);
  }
}
