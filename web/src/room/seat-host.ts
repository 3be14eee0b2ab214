import { api } from '../lib/api.ts';
import { html, nothing, render, type TemplateResult } from 'lit';
import type { MatineePlayer } from '../player/player.ts';
import type { PlayerSetup } from '../player/setup.ts';
import { icon } from '../lib/parts.ts';
import { ElementSeat } from './element-seat.ts';
import { iconOf, labelOf } from './emotes.ts';
import type { RoomDesk } from './room-desk.ts';
import type { PlaybackItem } from './sync/playback-state.ts';
import type { TicketPlayback } from './wire.ts';
import { words } from './words.ts';

/** Where the first segments are fetched from: a little ahead, as the room does not wait for them. */
const leadMs = 1_800;

export interface SeatHostParts {
  readonly desk: RoomDesk;
  readonly place: HTMLElement;
  readonly signedIn: boolean;
  /** Addresses for the room's present item; `fresh` when those that were known have run out. */
  links(item: PlaybackItem, fresh: boolean): Promise<TicketPlayback | null>;
  /** Playing was only possible without sound. */
  muted(): void;
  mounted(player: MatineePlayer): void;
  /** What stands there while nothing plays. */
  nothing(): TemplateResult;
}

/** Puts a player in front of the viewer for whatever the room plays, and seats it at the desk. */
export class SeatHost {
  #element: string | undefined;
  #player: MatineePlayer | undefined;
  #seat: ElementSeat | undefined;
  #gestured = false;

  constructor(private readonly parts: SeatHostParts) {}

  get player(): MatineePlayer | undefined {
    return this.#player;
  }

  /** The viewer has clicked somewhere in the room: sound may start, and silence is better than standing still. */
  gesture(): void {
    this.#gestured = true;
    if (this.#seat !== undefined) this.#seat.mayMute = true;
  }

  /** Call it whenever the room's item may have changed. */
  async show(item: PlaybackItem | null): Promise<void> {
    if ((item?.element ?? '') === this.#element) return;
    this.#element = item?.element ?? '';
    this.parts.desk.rise();
    this.#clear();
    if (item === null) {
      render(this.parts.nothing(), this.parts.place);
      return;
    }
    const found = await this.parts.links(item, false).catch((error: unknown) => {
      console.debug('no addresses for the item', error);
      return null;
    });
    if (item.element !== this.#element) return;
    await this.#mount(item, found);
  }

  #clear(): void {
    render(nothing, this.parts.place);
    this.#player?.remove();
    this.#player = this.#seat = undefined;
  }

  async #mount(item: PlaybackItem, found: TicketPlayback | null): Promise<void> {
    await customElements.whenDefined('matinee-player');
    const player = document.createElement('matinee-player') as MatineePlayer;
    player.className = 'player stage';
    player.setAttribute('role', 'region');
    player.setAttribute('aria-label', item.title);
    player.setAttribute('setup', JSON.stringify(setupOf(item, found, this.parts.signedIn)));
    const video = document.createElement('video');
    video.playsInline = true;
    video.preload = 'none';
    video.setAttribute('aria-label', item.title);
    if (found?.posterUrl) video.poster = found.posterUrl;
    player.append(video);
    player.extras = this.#reactions();
    this.parts.place.append(player);
    this.#player = player;
    this.parts.mounted(player);
    player.session.renewWith = () => this.parts.links(item, true);
    // After a failure and a new try it comes again: whatever was loaded takes its seat in the room anew.
    video.addEventListener('loadedmetadata', () => this.#take(player, item));
    if (found === null) player.store.patch({ failure: { code: 'no-film', title: words.noFilm, detail: words.noFilmText } });
    else await player.session.open(this.#entry());
  }

  #take(player: MatineePlayer, item: PlaybackItem): void {
    if (item.element !== this.#element) return;
    this.#seat = new ElementSeat(player, () => this.parts.muted());
    this.#seat.mayMute = this.#gestured;
    this.parts.desk.sit(this.#seat);
  }

  #entry(): number {
    const { clock, target } = this.parts.desk;
    return clock.ready && target.state.playing ? target.positionAt(clock.now() + leadMs) : target.state.position;
  }

  #reactions(): TemplateResult {
    return html`${(['heart', 'clap'] as const).map((emote) => html`<button type="button" class="opt" aria-label=${labelOf(emote)} title=${labelOf(emote)} @click=${() => this.parts.desk.store.react(emote)}>${icon(iconOf(emote))}</button>`)}`;
  }
}

/** Addresses without a ticket: what a signed-in viewer may see anyway. */
export async function linksOf(item: PlaybackItem): Promise<TicketPlayback> {
  const found = await api<Omit<TicketPlayback, 'videoId' | 'title' | 'durationSeconds'>>('GET', `/api/videos/${encodeURIComponent(item.videoId)}/playback`);
  return { ...found, videoId: item.videoId, title: item.title, durationSeconds: item.durationSeconds };
}

function setupOf(item: PlaybackItem, found: TicketPlayback | null, signedIn: boolean): PlayerSetup {
  return {
    id: item.videoId, title: item.title, state: 'ready', duration: item.durationSeconds ?? found?.durationSeconds ?? 0, fps: '', encodedSeconds: 0, progress: 1, failure: null,
    source: found === null ? null : { masterUrl: found.masterUrl, storyboardUrl: found.storyboardUrl, captions: found.captions },
    chapters: found?.chapters ?? [], resumeAt: null, signedIn, mine: false, embed: false, room: true, next: null,
  };
}
