/** What the quality menu needs of a level, whichever engine plays. */
export interface Level {
  readonly index: number;
  readonly width: number;
  readonly height: number;
  readonly bitrate: number;
  readonly frameRate: number;
  readonly name?: string;
}

/** "1080p", "720p60": by the short side, as the ladder is, so that an upright phone video is 1080p too. */
export function levelLabel(level: Level): string {
  const short = Math.min(level.width || level.height, level.height);
  const name = level.name !== undefined && /^\d+p/.test(level.name) ? level.name : `${short}p`;
  return level.frameRate > 40 && !/p\d/.test(name) ? `${name}${Math.round(level.frameRate)}` : name;
}

/** Best first; of two with one label the richer stays. */
export function menuLevels(levels: readonly Level[]): Level[] {
  const best = new Map<string, Level>();
  for (const level of levels) {
    const label = levelLabel(level);
    const other = best.get(label);
    if (other === undefined || other.bitrate < level.bitrate) best.set(label, level);
  }
  return [...best.values()].sort((a, b) => b.height - a.height || b.bitrate - a.bitrate);
}

export function bitrateLabel(bitsPerSecond: number): string {
  if (!Number.isFinite(bitsPerSecond) || bitsPerSecond <= 0) return '–';
  return bitsPerSecond >= 1e6 ? `${(bitsPerSecond / 1e6).toFixed(1)} Mbit/s` : `${Math.round(bitsPerSecond / 1e3)} kbit/s`;
}
