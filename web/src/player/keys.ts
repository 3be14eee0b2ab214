/** What a key asks for. The player turns these into requests; what may be commanded is decided there, not here. */
export type Command =
  | { readonly do: 'toggle-play' | 'mute' | 'fullscreen' | 'theatre' | 'pip' | 'captions' | 'stats' | 'help' | 'copy-link' | 'next' | 'previous' | 'escape' | 'search' }
  | { readonly do: 'skip'; readonly seconds: number }
  | { readonly do: 'go'; readonly fraction: number }
  | { readonly do: 'volume'; readonly step: number }
  | { readonly do: 'rate'; readonly step: 1 | -1 }
  | { readonly do: 'frame'; readonly step: 1 | -1 }
  | { readonly do: 'chapter'; readonly step: 1 | -1 };

export interface KeyPress {
  readonly key: string;
  readonly ctrl: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
  readonly meta: boolean;
}

export interface KeyHelp {
  readonly keys: readonly string[];
  readonly what: string;
}

/** The table behind "?": what is listed here is what `commandFor` answers. */
export const keyHelp: readonly { readonly title: string; readonly rows: readonly KeyHelp[] }[] = [
  {
    title: 'Playback',
    rows: [
      { keys: ['Space', 'K'], what: 'Play or pause' },
      { keys: ['J', 'L'], what: 'Back or forward 10 seconds' },
      { keys: ['←', '→'], what: 'Back or forward 5 seconds' },
      { keys: ['Ctrl ←', 'Ctrl →'], what: 'Previous or next chapter' },
      { keys: ['0', '9'], what: 'Jump to 0 % … 90 %' },
      { keys: ['Home', 'End'], what: 'Beginning or end' },
      { keys: [',', '.'], what: 'One frame back or forward, when paused' },
      { keys: ['<', '>'], what: 'Slower or faster' },
      { keys: ['Shift N', 'Shift P'], what: 'Next or previous video' },
    ],
  },
  {
    title: 'Sound and view',
    rows: [
      { keys: ['↑', '↓'], what: 'Volume by 5 %' },
      { keys: ['M'], what: 'Mute' },
      { keys: ['C'], what: 'Captions' },
      { keys: ['F'], what: 'Full screen' },
      { keys: ['T'], what: 'Theatre' },
      { keys: ['I'], what: 'Picture in picture' },
    ],
  },
  {
    title: 'More',
    rows: [
      { keys: ['Shift S'], what: 'Copy a link to this moment' },
      { keys: ['D'], what: 'Statistics' },
      { keys: ['/'], what: 'Search' },
      { keys: ['Esc'], what: 'Leave the mode or close' },
      { keys: ['?'], what: 'This list' },
    ],
  },
];

/** What a room adds; it listens for these itself. */
export const roomKeys: { readonly title: string; readonly rows: readonly KeyHelp[] } = {
  title: 'Room',
  rows: [
    { keys: ['R'], what: 'Resync with the room' },
    { keys: ['Enter'], what: 'Write in the chat' },
  ],
};

const named: Record<string, Command> = {
  ArrowLeft: { do: 'skip', seconds: -5 },
  ArrowRight: { do: 'skip', seconds: 5 },
  ArrowUp: { do: 'volume', step: 0.05 },
  ArrowDown: { do: 'volume', step: -0.05 },
  Home: { do: 'go', fraction: 0 },
  End: { do: 'go', fraction: 1 },
  Escape: { do: 'escape' },
  ' ': { do: 'toggle-play' },
};

const letters: Record<string, Command> = {
  k: { do: 'toggle-play' },
  j: { do: 'skip', seconds: -10 },
  l: { do: 'skip', seconds: 10 },
  m: { do: 'mute' },
  f: { do: 'fullscreen' },
  t: { do: 'theatre' },
  i: { do: 'pip' },
  c: { do: 'captions' },
  d: { do: 'stats' },
  ',': { do: 'frame', step: -1 },
  '.': { do: 'frame', step: 1 },
  '<': { do: 'rate', step: -1 },
  '>': { do: 'rate', step: 1 },
  '?': { do: 'help' },
  '/': { do: 'search' },
};

const shifted: Record<string, Command> = {
  n: { do: 'next' },
  p: { do: 'previous' },
  s: { do: 'copy-link' },
};

/** The command of a key press, or undefined. `singleLetters` off leaves only named keys and chords (WCAG 2.1.4). */
export function commandFor(press: KeyPress, singleLetters: boolean): Command | undefined {
  if (press.alt || press.meta) return undefined;
  if (press.ctrl) {
    if (press.key === 'ArrowLeft') return { do: 'chapter', step: -1 };
    if (press.key === 'ArrowRight') return { do: 'chapter', step: 1 };
    return undefined;
  }
  const byName = press.shift ? undefined : named[press.key];
  if (byName !== undefined) return byName;
  const key = press.key.length === 1 ? press.key.toLowerCase() : '';
  if (press.shift && key in shifted) return shifted[key];
  if (!singleLetters) return undefined;
  if (/^[0-9]$/.test(key)) return press.shift ? undefined : { do: 'go', fraction: Number(key) / 10 };
  if (press.shift && /^[a-z]$/.test(key)) return undefined;
  return letters[key];
}
