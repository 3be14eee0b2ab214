import { parseVtt } from './vtt.js';

/** One picture of a sprite sheet: the part of `url` to show between `start` and `end`. */
export interface StoryTile {
  readonly start: number;
  readonly end: number;
  readonly url: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Reads storyboard.vtt; picture addresses are relative to `base`. A cue without `#xywh=` has no place in a sheet and is left out. */
export function parseStoryboard(text: string, base: string): StoryTile[] {
  const tiles: StoryTile[] = [];
  for (const cue of parseVtt(text)) {
    const [path = '', fragment = ''] = cue.text.split('#', 2);
    const numbers = /xywh=(?:pixel:)?(\d+),(\d+),(\d+),(\d+)/.exec(fragment);
    if (numbers === null) continue;
    const [x = 0, y = 0, width = 0, height = 0] = numbers.slice(1).map(Number);
    if (width === 0 || height === 0) continue;
    tiles.push({ start: cue.start, end: cue.end, url: new URL(path, base).href, x, y, width, height });
  }
  return tiles.sort((a, b) => a.start - b.start);
}

/** The tile that shows `time`: the last one which started, so that a gap shows what was seen before it. */
export function tileAt(tiles: readonly StoryTile[], time: number): StoryTile | undefined {
  let low = 0;
  let high = tiles.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tiles[middle]?.start ?? Infinity) <= time) low = middle + 1;
    else high = middle;
  }
  return tiles[Math.max(0, low - 1)];
}
