export interface TrackChoice {
  readonly id: string;
  readonly label: string;
  readonly language: string;
}

/** "nb-NO" -> "Norwegian Bokmål (Norway)" in the viewer's language; the tag itself when nobody knows it. */
export function languageName(tag: string, locale: string): string {
  if (tag === '' || tag === 'und' || tag === 'mis' || tag === 'zxx') return '';
  try {
    return new Intl.DisplayNames([locale], { type: 'language', fallback: 'code' }).of(tag) ?? tag;
  } catch (error) {
    if (error instanceof RangeError) return tag;
    throw error;
  }
}

/** A name for a track: its own if it says more than the language, else the language, else its number. */
export function trackLabel(name: string, language: string, number: number, locale: string): string {
  const spoken = languageName(language, locale);
  const own = name.trim();
  if (own === '' || own.toLowerCase() === language.toLowerCase()) return spoken !== '' ? spoken : `Track ${number}`;
  return own;
}

/** The track to show when captions are switched on: the last language chosen, then the viewer's, then the first. */
export function preferredTrack<T extends { readonly language: string }>(tracks: readonly T[], remembered: string | undefined, locales: readonly string[]): T | undefined {
  const wishes = [remembered, ...locales].filter((wish): wish is string => wish !== undefined && wish !== '');
  for (const wish of wishes) {
    const found = tracks.find((t) => t.language === wish) ?? tracks.find((t) => primary(t.language) === primary(wish));
    if (found !== undefined) return found;
  }
  return tracks[0];
}

function primary(tag: string): string {
  return tag.toLowerCase().split('-', 1)[0] ?? '';
}
