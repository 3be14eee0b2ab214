import { callPlayback } from './playback-calls.ts';
import { RoomError, type Ending, type LinkEvents, type LinkState, type RoomLink } from './room-link.ts';
import { DirectMail } from './store/direct-mail.ts';
import { ownSync } from './store/lock.ts';
import { RoomStore } from './store/room-store.ts';
import { ClockSync } from './sync/clock-sync.ts';
import { CommandSender, type RoomCommand } from './sync/command-sender.ts';
import type { MediaSeat } from './sync/media-seat.ts';
import { readReport, type MemberReport } from './sync/member-report.ts';
import { MemberReports, type MemberSync } from './sync/member-reports.ts';
import { PlaybackTarget } from './sync/playback-target.ts';
import { ReportSender } from './sync/report-sender.ts';
import { RoomSync } from './sync/room-sync.ts';
import { StartLag } from './sync/start-lag.ts';
import type { SyncProfile } from './sync/sync-profile.ts';
import { idleView, type SyncView } from './sync/sync-view.ts';
import type { PlaybackState } from './sync/playback-state.ts';
import type { TimeSource } from './sync/time-source.ts';
import { ulid } from './ulid.ts';
import { movesOf } from './wire-reading.ts';
import type { Announcement, DirectMessage, PersonalNews, Publication, Snapshot } from './wire.ts';

export interface DeskParts {
  readonly time: TimeSource;
  readonly profile: SyncProfile;
  readonly storage: Pick<Storage, 'getItem' | 'setItem'> | undefined;
  /** What was written with somebody before, the newest first. */
  letters?(room: string, peer: string): Promise<readonly DirectMessage[]>;
}

/** Everything of a room behind the page: the line, the state, the clock, the element in step, commands out and reports both ways. */
export class RoomDesk implements LinkEvents {
  readonly store: RoomStore;
  readonly clock: ClockSync;
  readonly sync: RoomSync;
  readonly sender: CommandSender;
  readonly mail: DirectMail;
  readonly target = new PlaybackTarget();
  readonly #reports: MemberReports;
  readonly #reportSender: ReportSender;
  readonly #time: TimeSource;
  readonly #watchers = new Set<() => void>();
  #link: RoomLink | undefined;
  #seat: MediaSeat | undefined;
  #view: SyncView = idleView;

  constructor(parts: DeskParts) {
    const { time } = parts;
    this.#time = time;
    this.clock = new ClockSync(time, () => this.#needLink().clock(time.now()), () => this.sync.clockChanged());
    this.store = new RoomStore({ time, clusterNow: () => this.clock.now() });
    this.mail = new DirectMail({
      me: () => this.store.state.me?.id, now: () => this.clock.now(), newId: () => ulid(), changed: () => this.#tell(),
      send: (params) => this.#needLink().call('dm.send', params),
      fetch: async (peer) => parts.letters?.(this.store.state.settings?.id ?? '', peer) ?? [],
      failed: (error) => this.store.notice({ what: 'problem', who: '', detail: error instanceof RoomError ? (error.problem.detail ?? error.problem.title) : String((error as Error).message) }),
    });
    this.sync = new RoomSync({ time, clock: this.clock, target: this.target, profile: parts.profile, lag: new StartLag(parts.storage), changed: (view) => this.#viewed(view) });
    this.#reports = new MemberReports(time);
    this.#reportSender = new ReportSender(time, () => this.store.state.memberCount, () => this.#report(), (report) => this.#link?.signal(report));
    this.sender = new CommandSender({
      time,
      call: (method, params) => callPlayback(this.#needLink(), method, params),
      state: () => this.target.state,
      position: () => this.target.positionAt(this.clock.now()),
      learn: (state) => this.#take(this.target.accept(this.target.epoch, state)),
      failed: (error) => {
        this.store.notice({ what: 'problem', who: '', detail: error.title });
        this.sync.follow();
      },
      changed: () => this.#tell(),
    });
    this.store.watch(() => this.#tell());
  }

  get view(): SyncView {
    return this.#view;
  }

  /** Called whenever anything that is shown may have changed. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  attach(link: RoomLink): void {
    this.#link = link;
    this.store.attach(link);
  }

  leave(): void {
    this.sender.clear();
    this.#reportSender.stop();
    this.clock.stop();
    this.sync.rise();
    this.#link?.close();
    this.#link = undefined;
  }

  sit(seat: MediaSeat): void {
    this.#seat = seat;
    this.sync.sit(seat);
  }

  rise(): void {
    this.#seat = undefined;
    this.sync.rise();
  }

  command(command: RoomCommand): void {
    // The own picture stops at once; where exactly, the room says a moment later.
    if (command.do === 'pause') this.sync.anticipatePause();
    this.sender.request(command);
  }

  syncOf(member: string): MemberSync {
    return member === this.store.state.me?.id ? ownSync(this.#view) : this.#reports.of(member);
  }

  // What comes over the line

  state(state: LinkState, why?: Ending): void {
    this.store.linked(state, why);
    if (state === 'over') this.leave();
  }

  snapshot(epoch: string, snapshot: Snapshot): void {
    const first = this.store.state.me === undefined;
    this.store.snapshot(snapshot);
    this.#take(this.target.reset(epoch, snapshot.playback));
    if (!first) return;
    this.clock.start();
    this.#reportSender.start();
  }

  publication(epoch: string, publication: Publication): void {
    this.sender.confirm(publication.id);
    this.store.publication(publication);
    if (publication.kind === 'playback') this.#take(this.target.accept(epoch, playbackOf(publication.data)));
    if (publication.kind === 'member') {
      for (const { op, member } of movesOf(publication)) if (op === 'left') this.#reports.forget(member.id);
    }
  }

  signal(from: string, name: string, payload: unknown): void {
    const report = readReport(payload, from);
    if (report !== undefined) {
      this.#reports.hear(report);
      this.#tell();
      return;
    }
    const signal = (typeof payload === 'object' && payload !== null ? payload : {}) as { kind?: unknown; emote?: unknown };
    if (signal.kind === 'typing') this.store.heardTyping(from, this.store.state.members.get(from)?.name ?? name);
    else if (signal.kind === 'reaction' && typeof signal.emote === 'string' && from !== this.store.state.me?.id) this.store.heardReaction(signal.emote);
  }

  alone(alone: boolean): void {
    this.store.alone(alone);
  }

  personal(news: PersonalNews): void {
    if (news.kind !== 'message' || news.message === undefined) return;
    const { message } = news;
    const isNews = this.mail.hear({ ...message, at: news.at }, (id) => this.store.state.members.get(id)?.name ?? '');
    if (isNews && this.mail.open?.peer.id !== message.from.id) this.store.notice({ what: 'letter', who: message.from.name });
  }

  announcement(announcement: Announcement): void {
    this.store.announced(announcement);
  }

  resumed(): void {
    this.sync.wake();
  }

  #take(changed: boolean): void {
    if (!changed) return;
    this.store.played(this.target.state);
    this.sync.follow();
    this.#tell();
  }

  #report(): MemberReport | undefined {
    const { me, link } = this.store.state;
    const seat = this.#seat;
    if (me === undefined || link !== 'live') return undefined;
    const own = ownSync(this.#view);
    const position = seat?.position ?? 0;
    return {
      kind: 'report', member: me.id, version: this.target.state.version, position, rtt: Math.round(this.clock.rtt * 10) / 10,
      bufferAhead: Math.max(0, (seat?.bufferedUntil(position) ?? position) - position), rate: seat?.rate ?? 1,
      // A page in the background must not hold the room up.
      state: this.sync.hidden ? 'away' : own.state, ...(own.drift === undefined ? {} : { drift: Math.round(own.drift) }),
    };
  }

  #viewed(view: SyncView): void {
    this.#view = view;
    this.#tell();
  }

  #tell(): void {
    for (const watcher of this.#watchers) watcher();
  }

  #needLink(): RoomLink {
    if (this.#link === undefined) throw new Error('There is no line to the room.');
    return this.#link;
  }

  get time(): TimeSource {
    return this.#time;
  }
}

function playbackOf(data: PlaybackState): PlaybackState {
  const { version, item, playing, rate, position, at, cause, waitingFor } = data;
  return { version, item, playing, rate, position, at, cause: cause ?? null, waitingFor: waitingFor ?? null };
}
