/** Where an element was at an instant; both in ms. */
export interface Reading {
  readonly at: number;
  readonly position: number;
}

export type Track = readonly Reading[];

/** A room with its members, whatever it is made of. Members are counted from 0. */
export interface Stage {
  wait(ms: number): Promise<void>;
  enter(member: number): Promise<void>;
  play(member: number): Promise<void>;
  seek(member: number, to: number): Promise<void>;
  /** The element jumps by itself: no viewer asked for it. Answers with the instant. */
  jump(member: number, seconds: number): Promise<number>;
  /** Tracks of all who have entered, by one clock. */
  watch(ms: number): Promise<readonly Track[]>;
}

export interface Figures {
  /** Distances of all pairs at all instants of the quiet stretches, ms. */
  readonly apart: readonly number[];
  /** ms from the join of the last until everybody stays as near as in the quiet stretches; undefined: not within the time it was given. */
  readonly joined: number | undefined;
  /** The same after a jump of 0.8 s and one of 3 s. */
  readonly healed: readonly [number | undefined, number | undefined];
}

export const jumps = [0.8, 3] as const;
/** Nearer than this nobody can tell two players apart by their sound: who is there is back, however near he was before. */
const nearMs = 60;
const joinMs = 7_000;
const healMs = 8_000;

/** The same story for everyone: a start, a join into the running film by a slow member, a seek, and two jumps of that member's element. */
export async function perform(stage: Stage, count: number): Promise<Figures> {
  const last = count - 1;
  for (let member = 0; member < last; member++) await stage.enter(member);
  await stage.wait(1_500);
  await stage.play(0);
  await stage.wait(4_000);
  await stage.enter(last);
  const coming = await stage.watch(joinMs);
  const quiet = [await stage.watch(5_000)];
  await stage.seek(0, 40);
  await stage.wait(5_000);
  quiet.push(await stage.watch(4_000));
  const apart = quiet.flatMap((tracks) => pairs(tracks).flatMap(([a, b]) => compare(a, b).map((c) => c.apart)));
  const near = Math.max(nearMs, percentile(apart, 0.95));
  const joined = back(coming, coming[0]?.[0]?.at ?? 0, near);
  const healed: (number | undefined)[] = [];
  for (const seconds of jumps) {
    const looking = stage.watch(healMs);
    const at = await stage.jump(last, seconds);
    healed.push(back(await looking, at, near));
  }
  return { apart, joined, healed: [healed[0], healed[1]] };
}

/** ms after `from` at which the last member had come within `near` of the first, and stayed. */
function back(tracks: readonly Track[], from: number, near: number): number | undefined {
  const found = compare(tracks.at(-1) ?? [], tracks[0] ?? []).filter((c) => c.at >= from);
  const far = found.findLast((c) => c.apart > near);
  if (far === undefined) return 0;
  const end = found.at(-1)?.at ?? far.at;
  return end - far.at < 300 ? undefined : far.at - from;
}

/** How far apart two are at the instants of the first, the second read between its own. */
function compare(one: Track, other: Track): { readonly at: number; readonly apart: number }[] {
  const found: { at: number; apart: number }[] = [];
  let j = 0;
  for (const { at, position } of one) {
    while (j + 1 < other.length && other[j + 1]!.at <= at) j++; // Inside by the bound.
    const [before, after] = [other[j], other[j + 1]];
    if (before === undefined || after === undefined || before.at > at) continue;
    const there = before.position + ((after.position - before.position) * (at - before.at)) / (after.at - before.at);
    found.push({ at, apart: Math.abs(position - there) });
  }
  return found;
}

function pairs<T>(of: readonly T[]): [T, T][] {
  return of.flatMap((a, i) => of.slice(i + 1).map((b): [T, T] => [a, b]));
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}
