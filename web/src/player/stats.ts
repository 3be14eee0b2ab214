import { bitrateLabel } from './quality.js';

export interface StatInput {
  readonly engine: string;
  readonly width: number;
  readonly height: number;
  readonly displayWidth: number;
  readonly displayHeight: number;
  readonly framesPerSecond: number;
  readonly decodedFrames: number;
  readonly droppedFrames: number;
  readonly bandwidth: number;
  readonly bufferAhead: number;
  readonly codecs: string;
  readonly level: string;
  readonly auto: boolean;
  readonly levelBitrate: number;
  readonly available: number;
  readonly duration: number;
  readonly growing: boolean;
  readonly id: string;
}

/** Rows of "stats for nerds": a name and a value that says its unit. */
export function statRows(s: StatInput): (readonly [string, string])[] {
  const share = s.decodedFrames > 0 ? ` (${((100 * s.droppedFrames) / s.decodedFrames).toFixed(1)} %)` : '';
  return [
    ['Video id', s.id],
    ['Resolution', s.width > 0 ? `${s.width}×${s.height} in ${s.displayWidth}×${s.displayHeight}` : '–'],
    ['Frame rate', s.framesPerSecond > 0 ? `${round(s.framesPerSecond)} fps` : '–'],
    ['Dropped frames', `${s.droppedFrames} of ${s.decodedFrames}${share}`],
    ['Level', s.level === '' ? '–' : `${s.level}${s.auto ? ', auto' : ''}, ${bitrateLabel(s.levelBitrate)}`],
    ['Codecs', s.codecs === '' ? '–' : s.codecs],
    ['Bandwidth', bitrateLabel(s.bandwidth)],
    ['Buffer ahead', `${s.bufferAhead.toFixed(1)} s`],
    ['Encoded', s.growing ? `${s.available.toFixed(1)} of ${s.duration.toFixed(1)} s` : 'complete'],
    ['Engine', s.engine],
  ];
}

function round(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(2).replace(/0+$/, '');
}

/** Seconds buffered after `position`, across gaps smaller than 0.1 s. */
export function bufferAhead(ranges: readonly (readonly [number, number])[], position: number): number {
  let end = position;
  for (const [from, to] of ranges) {
    if (from <= end + 0.1 && to > end) end = to;
  }
  return end - position;
}
