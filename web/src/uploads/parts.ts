/** How a file goes to the bucket in parts, as the server says it. */
export interface PartsOffer {
  url: string;
  partBytes: number;
  count: number;
}

export interface Part {
  /** From 1. */
  number: number;
  from: number;
  to: number;
}

/** The parts of a file that are still to be sent, in order. */
export function missing(offer: PartsOffer, bytes: number, done: readonly number[]): Part[] {
  const known = new Set(done);
  const parts: Part[] = [];
  for (let number = 1; number <= offer.count; number++) {
    const from = (number - 1) * offer.partBytes;
    if (!known.has(number)) parts.push({ number, from, to: Math.min(bytes, from + offer.partBytes) });
  }
  return parts;
}

/** Bytes of the parts that are not missing. */
export function arrived(parts: readonly Part[], bytes: number): number {
  return parts.reduce((left, part) => left - (part.to - part.from), bytes);
}

/** Milliseconds before another try: longer each time, and never the same for two senders. */
export function pauseBefore(attempt: number, random: number): number {
  return Math.min(30_000, 500 * 2 ** attempt) * (0.75 + random / 2);
}
