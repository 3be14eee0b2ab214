/** Frame steps aim at the middle of a frame: a seek to its very edge may show either neighbour. */
export function frameStep(position: number, framesPerSecond: number, step: 1 | -1): number {
  const rate = framesPerSecond > 0 ? framesPerSecond : 30;
  const index = Math.floor(position * rate + 1e-4);
  return Math.max(0, (index + step + 0.5) / rate);
}

/** "30000/1001" -> 29.97. */
export function parseRate(text: string | null | undefined): number {
  const [num = 0, den = 1] = (text ?? '').split('/').map(Number);
  return num > 0 && den > 0 ? num / den : 0;
}
