import { html, nothing, type TemplateResult } from 'lit';
import { chapterAt } from './chapters.js';
import { icon } from './icon.js';
import { audioLabel, qualityLabel } from './menus.js';
import { rateLabel } from './rates.js';
import { cssVars } from './css-vars.js';
import { ask, type Request } from './requests.js';
import type { PlayerState } from './state.js';
import type { StoryTile } from './storyboard.js';
import { formatTime } from './time.js';
import { fill, words } from './words.js';

export interface BarActions {
  send(request: Request): void;
  menu(page: string, opener: HTMLElement): void;
  chapters(): void;
  readonly openMenu: string;
  readonly hasNext: boolean;
  readonly embed: boolean;
  readonly room: boolean;
  readonly tiles: readonly StoryTile[];
  /** What a room adds beside the menus. */
  readonly extras: TemplateResult | typeof nothing;
}

/** The control bar: the rule, and one row of buttons under it. */
export function bar(state: PlayerState, act: BarActions): TemplateResult {
  const playing = !state.paused && !state.ended;
  return html`<div class="ctl" data-part="bar">
    <player-scrubber .position=${state.position} .growth=${state.growth} .buffered=${state.buffered} .chapters=${state.chapters} .tiles=${act.tiles}></player-scrubber>
    <div class="ctl__row">
      ${button(playLabel(state, playing, act.room), playing ? 'pause' : state.ended ? 'rotate' : 'play', () => act.send(playing ? ask('mediapauserequest', undefined) : ask('mediaplayrequest', undefined)), '', 'ic--24')}
      ${act.hasNext ? button(words.nextKey, 'next', () => act.send(ask('medianextrequest', undefined)), 'opt') : nothing}
      ${volume(state, act)}
      ${clock(state)}
      ${chapterButton(state, act)}
      <span class="grow"></span>
      ${act.extras}
      ${state.captions.length > 0 ? menuButton(act, 'captions', fill(words.captionsKey, { name: state.captions.find((t) => t.id === state.caption)?.label ?? words.off }), icon('cc'), '', state.caption !== '') : nothing}
      ${state.audioTracks.length > 1 ? menuButton(act, 'audio', `${audioLabel(state)}, ${audioCode(state)}`, html`${audioCode(state)}`, 'txt opt') : nothing}
      ${menuButton(act, 'speed', fill(words.speedIs, { rate: rateLabel(state.rate) }), html`${rateLabel(state.rate)}`, 'txt opt')}
      ${state.levels.length > 0 ? menuButton(act, 'quality', fill(words.qualityIs, { name: qualityLabel(state) }), html`${qualityLabel(state)}`, 'txt opt') : nothing}
      ${menuButton(act, 'settings', words.settings, icon('gear'), '')}
      ${document.pictureInPictureEnabled ? button(words.pipKey, 'pip', () => act.send(state.pip ? ask('mediaexitpiprequest', undefined) : ask('mediaenterpiprequest', undefined)), 'opt', '', state.pip) : nothing}
      ${act.embed || act.room ? nothing : button(words.theatreKey, 'theatre', () => act.send(ask('mediatheatrerequest', !state.theatre)), 'opt', '', state.theatre)}
      ${button(words.fullscreenKey, 'full', () => act.send(state.fullscreen ? ask('mediaexitfullscreenrequest', undefined) : ask('mediaenterfullscreenrequest', undefined)), '', '', state.fullscreen)}
    </div>
  </div>`;
}

function playLabel(state: PlayerState, playing: boolean, room: boolean): string {
  if (room) return playing ? words.pauseAllKey : words.playAllKey;
  return playing ? words.pauseKey : state.ended ? words.replayKey : words.playKey;
}

function button(label: string, name: string, run: () => void, kind = '', size = '', pressed?: boolean): TemplateResult {
  return html`<button type="button" class=${kind} aria-label=${label} title=${label} aria-pressed=${pressed === undefined ? nothing : pressed ? 'true' : 'false'} @click=${run}>${icon(name, size)}</button>`;
}

function menuButton(act: BarActions, page: string, label: string, body: TemplateResult, kind: string, pressed?: boolean): TemplateResult {
  return html`<button type="button" class=${kind} aria-haspopup="menu" aria-expanded=${act.openMenu === page ? 'true' : 'false'} aria-label=${label} title=${label}
    data-on=${pressed === true ? '' : nothing} @click=${(event: Event) => act.menu(page, event.currentTarget as HTMLElement)}>${body}</button>`;
}

function volume(state: PlayerState, act: BarActions): TemplateResult {
  const silent = state.muted || state.volume === 0;
  const shown = silent ? 0 : state.volume;
  return html`<span class="vol">
    ${button(silent ? words.unmuteKey : words.muteKey, silent ? 'mute' : 'vol', () => act.send(silent ? ask('mediaunmuterequest', undefined) : ask('mediamuterequest', undefined)))}
    <input type="range" class="vol__r" min="0" max="1" step="0.05" .value=${String(shown)} aria-label=${words.volume} aria-valuetext=${`${Math.round(shown * 100)} %`}
      ${cssVars({ '--v': shown })} @input=${(event: Event) => act.send(ask('mediavolumerequest', Number((event.target as HTMLInputElement).value)))}>
  </span>`;
}

function clock(state: PlayerState): TemplateResult {
  const { duration, available, growing } = state.growth;
  return html`<span class="time">${formatTime(state.position, duration)} <i>/ ${formatTime(duration)}</i></span>
    ${growing && available > 0 ? html`<span class="enc opt">${fill(words.encodedTo, { time: formatTime(available, duration) })}</span>` : nothing}`;
}

function chapterButton(state: PlayerState, act: BarActions): TemplateResult | typeof nothing {
  const chapter = chapterAt(state.chapters, state.position);
  if (chapter === undefined) return nothing;
  return html`<button type="button" class="chap opt" title=${words.chapters} @click=${() => act.chapters()}><span class="clip">${chapter.title}</span> ${icon('right', 'ic--16')}</button>`;
}

function audioCode(state: PlayerState): string {
  const language = state.audioTracks.find((t) => t.id === state.audioTrack)?.language ?? '';
  return language === '' || language === 'und' ? words.audio : language.split('-', 1)[0]!.toUpperCase(); // split always yields one
}
