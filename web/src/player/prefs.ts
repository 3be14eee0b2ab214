/** What this browser remembers of how somebody likes to watch. */
export interface Prefs {
  volume: number;
  muted: boolean;
  rate: number;
  captions: boolean;
  captionLanguage: string;
  audioLanguage: string;
  /** Short side of the chosen rung; 0 = automatic. */
  quality: number;
  theatre: boolean;
  autoplayNext: boolean;
  singleLetterKeys: boolean;
}

export const defaultPrefs: Prefs = {
  volume: 1, muted: false, rate: 1, captions: false, captionLanguage: '', audioLanguage: '', quality: 0, theatre: false, autoplayNext: true, singleLetterKeys: true,
};

const key = 'matinee.player';
/** The account page has a switch for this one. */
const lettersKey = 'matinee-shortcuts';

/** Storage may be full, blocked or hold anything: a preference that cannot be read is its default. */
export function loadPrefs(storage: Pick<Storage, 'getItem'> | undefined): Prefs {
  const prefs: Prefs = { ...defaultPrefs };
  let stored: unknown;
  try {
    stored = JSON.parse(storage?.getItem(key) ?? '{}');
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof DOMException) return prefs;
    throw error;
  }
  if (typeof stored !== 'object' || stored === null) return prefs;
  for (const [name, value] of Object.entries(stored)) {
    if (name in prefs && typeof value === typeof prefs[name as keyof Prefs]) Object.assign(prefs, { [name]: value });
  }
  prefs.singleLetterKeys = storage?.getItem(lettersKey) !== 'off';
  prefs.volume = Math.min(1, Math.max(0, prefs.volume));
  prefs.rate = Math.min(4, Math.max(0.25, prefs.rate));
  return prefs;
}

export function savePrefs(storage: Pick<Storage, 'setItem'> | undefined, prefs: Prefs): void {
  try {
    storage?.setItem(key, JSON.stringify(prefs));
    storage?.setItem(lettersKey, prefs.singleLetterKeys ? 'on' : 'off');
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}

/** `localStorage` itself throws where a browser forbids storage. */
export function openStorage(): Storage | undefined {
  try {
    return globalThis.localStorage;
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}
