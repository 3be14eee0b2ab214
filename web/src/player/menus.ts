import type { MenuPage } from './menu.js';
import { levelLabel, menuLevels } from './quality.js';
import { rateLabel, rates } from './rates.js';
import { ask, type Request } from './requests.js';
import type { PlayerState } from './state.js';
import { fill, words } from './words.js';

export interface MenuSwitches {
  readonly autoplayNext: boolean;
  readonly singleLetterKeys: boolean;
  toggle(name: 'autoplayNext' | 'singleLetterKeys'): void;
  stats(): void;
  help(): void;
}

/** Every menu of the player for this state; a choice becomes a request. */
export function menuPages(state: PlayerState, send: (request: Request) => void, switches: MenuSwitches): Record<string, MenuPage> {
  const current = state.levels[state.level];
  const quality = qualityLabel(state);
  const captions: MenuPage = {
    title: words.captions,
    items: [
      { label: words.off, checked: state.caption === '', run: () => send(ask('mediadisablesubtitlesrequest', undefined)) },
      ...state.captions.map((t) => ({ label: t.label, note: t.language, checked: t.id === state.caption, run: () => send(ask('mediashowsubtitlesrequest', t.id)) })),
    ],
  };
  const audio: MenuPage = {
    title: words.audio,
    items: state.audioTracks.map((t) => ({ label: t.label, note: t.language, checked: t.id === state.audioTrack, run: () => send(ask('mediaaudiotrackrequest', t.id)) })),
  };
  const levels: MenuPage = {
    title: words.quality,
    items: [
      { label: words.auto, note: state.autoLevel && current !== undefined ? levelLabel(current) : undefined, checked: state.autoLevel, run: () => send(ask('mediarenditionrequest', -1)) },
      ...menuLevels(state.levels).map((l) => ({
        label: levelLabel(l),
        note: `${(l.bitrate / 1e6).toFixed(1)} Mbit/s`,
        checked: !state.autoLevel && l.index === state.level,
        run: () => send(ask('mediarenditionrequest', l.index)),
      })),
    ],
  };
  const speed: MenuPage = {
    title: words.speed,
    items: rates.map((r) => ({ label: r === 1 ? words.normal : rateLabel(r), checked: Math.abs(r - state.rate) < 0.001, run: () => send(ask('mediaplaybackraterequest', r)) })),
  };
  const caption = state.captions.find((t) => t.id === state.caption)?.label ?? words.off;
  const settings: MenuPage = {
    title: words.settings,
    items: [
      { label: words.quality, note: quality, opens: 'quality' },
      { label: words.speed, note: rateLabel(state.rate), opens: 'speed' },
      ...(state.captions.length > 0 ? [{ label: words.captions, note: caption, opens: 'captions' }] : []),
      ...(state.audioTracks.length > 1 ? [{ label: words.audio, note: state.audioTracks.find((t) => t.id === state.audioTrack)?.label, opens: 'audio' }] : []),
      { label: words.autoplayNext, note: switches.autoplayNext ? words.on : words.off, run: () => switches.toggle('autoplayNext') },
      { label: words.letterKeys, note: switches.singleLetterKeys ? words.on : words.off, run: () => switches.toggle('singleLetterKeys') },
      { label: words.stats, note: 'D', run: () => switches.stats() },
      { label: words.keys, note: '?', run: () => switches.help() },
    ],
  };
  return { captions, audio, quality: levels, speed, settings };
}

/** What the quality button reads: the rung on screen, whoever chose it. */
export function qualityLabel(state: PlayerState): string {
  const current = state.levels[state.level] ?? (state.levels.length === 1 ? state.levels[0] : undefined);
  return current === undefined ? words.auto : levelLabel(current);
}

export function audioLabel(state: PlayerState): string {
  const track = state.audioTracks.find((t) => t.id === state.audioTrack);
  return track === undefined ? words.audio : fill(words.audioIs, { name: track.label });
}
