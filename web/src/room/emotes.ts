import { words } from './words.ts';

export type Emote = keyof typeof words.emote;

/** Names on the wire, and the icons that stand for them. Others that come are shown as a star. */
export const emotes: Readonly<Record<Emote, string>> = { heart: 'heart', clap: 'hand', star: 'star', smile: 'smile' };

export const emoteNames = Object.keys(emotes) as Emote[];

export function iconOf(emote: string): string {
  return emote in emotes ? emotes[emote as Emote] : 'star';
}

export function labelOf(emote: string): string {
  return emote in words.emote ? words.emote[emote as Emote] : emote;
}
