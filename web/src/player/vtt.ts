export interface VttCue {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const timing = /^\s*((?:\d+:)?[0-5]?\d:[0-5]\d[.,]\d{3})\s+-->\s+((?:\d+:)?[0-5]?\d:[0-5]\d[.,]\d{3})(?:\s|$)/;

/** Cues of a WebVTT file, in file order. Blocks that are not cues (NOTE, STYLE, REGION, broken timings) are passed over, as WebVTT 1 section 6.1 asks. */
export function parseVtt(text: string): VttCue[] {
  const blocks = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n').split(/\n{2,}/);
  const cues: VttCue[] = [];
  for (const block of blocks) {
    const lines = block.split('\n');
    const at = lines.findIndex((line) => line.includes('-->'));
    const match = at >= 0 ? timing.exec(lines[at] ?? '') : null;
    if (match === null) continue;
    const start = stamp(match[1] ?? '');
    const end = stamp(match[2] ?? '');
    if (end > start) cues.push({ start, end, text: lines.slice(at + 1).join('\n').trim() });
  }
  return cues;
}

function stamp(value: string): number {
  return value.replace(',', '.').split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}

/** A cue's words without its tags and with its entities read. */
export function plainText(cueText: string): string {
  const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', nbsp: '\u00A0', lrm: '\u200E', rlm: '\u200F' };
  return cueText
    .replace(/<[^>]*>/g, '')
    .replace(/&(amp|lt|gt|nbsp|lrm|rlm);/g, (_, name: string) => entities[name] ?? '')
    .replace(/\s+/g, ' ')
    .trim();
}
