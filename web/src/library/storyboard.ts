export interface Tile {
  from: number;
  to: number;
  url: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Reads a storyboard of cues with `sprite.jpg#xywh=`. Relative addresses are of the file itself. */
export function parseStoryboard(text: string, address: string): Tile[] {
  const tiles: Tile[] = [];
  const cue = /(\d+:)?(\d+):(\d+(?:\.\d+)?)\s+-->\s+(\d+:)?(\d+):(\d+(?:\.\d+)?)[^\n]*\n(\S+)#xywh=(\d+),(\d+),(\d+),(\d+)/g;
  for (const [, h1, m1, s1, h2, m2, s2, url, x, y, width, height] of text.replace(/\r\n?/g, '\n').matchAll(cue)) {
    tiles.push({
      from: seconds(h1, m1, s1),
      to: seconds(h2, m2, s2),
      url: new URL(url!, address).href, // The pattern has no optional group from here on.
      x: Number(x),
      y: Number(y),
      width: Number(width),
      height: Number(height),
    });
  }
  return tiles;
}

function seconds(hours: string | undefined, minutes: string | undefined, rest: string | undefined): number {
  return Number.parseInt(hours ?? '0', 10) * 3600 + Number(minutes) * 60 + Number(rest);
}
