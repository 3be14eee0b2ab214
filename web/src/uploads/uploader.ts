import { Upload, type DetailedError } from 'tus-js-client';
import { api, ApiError, sentenceOf } from '../lib/api.ts';
import { words } from '../lib/words.ts';
import { DirectTransfer, type Ticket, type Transfer } from './direct.ts';
import { fingerprintOf, isMedia, titleOf } from './file-kind.ts';
import { UploadMemory } from './memory.ts';
import type { FromUploader, ToUploader } from './messages.ts';
import { add, change, due, isOpen, progress, remove, withVideo, type Queue, type UploadRow, type VideoProgress } from './queue.ts';

const retryDelays = [0, 1_000, 3_000, 5_000, 10_000, 20_000, 30_000];
const chunkBytes = 64 * 1024 * 1024;
const postEvery = 250;
const eventsPause = 5_000;

/** Runs the uploads of a browser: in the shared worker, or in the page where there is none. */
export class Uploader {
  private queue: Queue = [];
  private user = '';
  private readonly files = new Map<string, File>();
  private readonly running = new Map<string, Transfer>();
  private readonly tickets = new Map<string, Ticket>();
  private readonly sampledAt = new Map<string, number>();
  private readonly memory = new UploadMemory();
  private events: EventSource | undefined;
  private posting: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly broadcast: (message: FromUploader) => void) {
    addEventListener('online', () => this.retryOffline());
  }

  async receive(message: ToUploader): Promise<void> {
    switch (message.kind) {
      case 'hello':
        return this.greet(message.user);
      case 'watch':
        return this.watch();
      case 'add':
        for (const file of message.files) await this.add(file);
        return this.start();
      case 'pause':
        return this.pause(message.id);
      case 'resume':
        return this.resume(message.id);
      case 'cancel':
        return this.cancel(message.id);
      case 'dismiss':
        return this.dismiss(message.id);
      case 'pauseAll':
        for (const row of this.queue) if (row.state === 'uploading' || row.state === 'waiting') await this.pause(row.id);
        return;
      case 'resumeAll':
        for (const row of this.queue) if (row.state === 'paused') this.resume(row.id);
        return;
      case 'clear':
        for (const row of this.queue) if (row.state === 'uploaded' || row.state === 'refused') this.dismiss(row.id);
        return;
      case 'edited':
        this.set(change(this.queue, message.id, { title: message.title, description: message.description, visibility: message.visibility }));
        return this.remember(message.id);
    }
  }

  private async greet(user: string): Promise<void> {
    if (this.user !== user) {
      for (const upload of this.running.values()) void upload.abort();
      this.running.clear();
      this.tickets.clear();
      this.files.clear();
      this.user = user;
      const remembered = await this.memory.all(user);
      this.set(
        remembered.map(({ user: _, ...row }) => ({ ...row, rate: 0, state: 'lost' as const })).sort((a, b) => a.addedAt - b.addedAt),
      );
      if (remembered.length > 0) {
        this.watch();
        void this.askOffsets();
      }
    }
    this.broadcast({ kind: 'queue', queue: this.queue });
  }

  /** The server knows how far the bytes of a killed tab came. */
  private async askOffsets(): Promise<void> {
    const open = await api<{ items: { videoId: string; offset: number }[] }>('GET', '/api/uploads').catch(() => undefined);
    if (!open) return;
    for (const row of this.queue.filter((each) => each.state === 'lost')) {
      const found = open.items.find((upload) => upload.videoId === row.videoId);
      if (found) this.set(change(this.queue, row.id, { sent: found.offset }));
      else this.dismiss(row.id);
    }
  }

  private async add(file: File): Promise<void> {
    const id = fingerprintOf(file, this.user);
    this.set(add(this.queue, { id, fileName: file.name, bytes: file.size, at: Date.now() }));
    if (!isMedia(file)) return this.set(change(this.queue, id, { state: 'refused', error: words.upload.notVideo }));
    if (file.size === 0) return this.set(change(this.queue, id, { state: 'refused', error: words.upload.empty }));
    this.files.set(id, file);
    const row = this.row(id);
    if (row && !row.tusUrl) {
      const known = await this.memory.find(id);
      if (known) this.set(change(this.queue, id, { videoId: known.videoId, tusUrl: known.tusUrl, parts: known.parts, sent: known.sent, title: known.title, description: known.description, visibility: known.visibility }));
    }
  }

  private start(): void {
    for (const row of due(this.queue)) {
      this.set(change(this.queue, row.id, { state: 'uploading', rate: 0, error: undefined }));
      void this.send(row.id);
    }
    this.watch();
  }

  private async send(id: string): Promise<void> {
    const file = this.files.get(id);
    const row = this.row(id);
    if (!file || !row) return;
    try {
      const ticket = this.ticketOf(row) ?? (await this.begin(row, file));
      if (this.row(id)?.state !== 'uploading') return;
      if (ticket.parts || ticket.direct) this.transferDirectly(id, file, ticket, row.tusUrl !== undefined);
      else this.transfer(id, file, ticket, row.tusUrl !== undefined);
    } catch (error) {
      this.fail(id, error);
    }
  }

  private async begin(row: UploadRow, file: File): Promise<Ticket> {
    const ticket = await api<Ticket>('POST', '/api/videos/upload', {
      filename: file.name,
      contentType: file.type || 'application/octet-stream',
      size: file.size,
      title: row.title || titleOf(file.name),
    });
    this.tickets.set(row.id, ticket);
    this.set(change(this.queue, row.id, { videoId: ticket.videoId, tusUrl: ticket.tusUrl, parts: ticket.parts ?? undefined, sent: 0 }));
    await this.remember(row.id);
    return ticket;
  }

  /** Of an upload that was begun. The signed URL of a whole file is not kept: after a killed tab it goes on by tus. */
  private ticketOf(row: UploadRow): Ticket | undefined {
    if (!row.tusUrl || !row.videoId) return undefined;
    return this.tickets.get(row.id) ?? { tusUrl: row.tusUrl, videoId: row.videoId, parts: row.parts };
  }

  private transferDirectly(id: string, file: File, ticket: Ticket, resumed: boolean): void {
    const transfer = new DirectTransfer(file, ticket, {
      onProgress: (sent) => this.sample(id, sent),
      onChunk: () => void this.remember(id),
      onSuccess: () => void this.finish(id),
      onError: (error) => {
        const gone = error instanceof ApiError && (error.status === 404 || error.status === 410);
        if (resumed && gone) void this.beginAnew(id);
        else this.fail(id, error);
      },
      onUnreachable: () => {
        // The bucket cannot be reached from here, or does not allow this page: the server takes the file.
        const through = { videoId: ticket.videoId, tusUrl: ticket.tusUrl };
        this.tickets.set(id, through);
        this.set(change(this.queue, id, { parts: undefined, sent: 0 }));
        this.transfer(id, file, through, false);
      },
    });
    this.running.set(id, transfer);
    this.sampledAt.set(id, performance.now());
    transfer.start();
  }

  private transfer(id: string, file: File, ticket: Ticket, resumed: boolean): void {
    const upload = new Upload(file, {
      uploadUrl: new URL(ticket.tusUrl, location.origin).href,
      retryDelays,
      chunkSize: chunkBytes,
      storeFingerprintForResuming: false,
      onProgress: (sent) => this.sample(id, sent),
      onChunkComplete: () => void this.remember(id),
      onSuccess: () => void this.finish(id),
      onError: (error) => {
        const status = (error as DetailedError).originalResponse?.getStatus();
        // The server let the half upload expire: begin anew with the file that is at hand.
        if (resumed && (status === 404 || status === 410)) void this.beginAnew(id);
        else this.fail(id, status ? new ApiError(status, 'upload', this.reasonOf(error as DetailedError)) : error);
      },
    });
    this.running.set(id, { start: () => upload.start(), abort: () => upload.abort() });
    this.sampledAt.set(id, performance.now());
    upload.start();
  }

  private reasonOf(error: DetailedError): string {
    try {
      const problem = JSON.parse(error.originalResponse?.getBody() ?? '') as { detail?: string; title?: string };
      return problem.detail ?? problem.title ?? words.upload.stopped;
    } catch {
      return words.upload.stopped;
    }
  }

  private async beginAnew(id: string): Promise<void> {
    this.running.delete(id);
    this.tickets.delete(id);
    await this.memory.forget(id);
    this.set(change(this.queue, id, { tusUrl: undefined, videoId: undefined, parts: undefined, sent: 0, state: 'waiting' }));
    this.start();
  }

  private sample(id: string, sent: number): void {
    const now = performance.now();
    const before = this.sampledAt.get(id) ?? now;
    if (now - before < postEvery) return;
    this.sampledAt.set(id, now);
    this.set(progress(this.queue, id, sent, now - before));
  }

  private async finish(id: string): Promise<void> {
    this.running.delete(id);
    this.tickets.delete(id);
    this.files.delete(id);
    const row = this.row(id);
    if (row) this.set(change(this.queue, id, { state: 'uploaded', sent: row.bytes, rate: 0 }));
    await this.memory.forget(id);
    this.start();
  }

  private fail(id: string, error: unknown): void {
    this.running.delete(id);
    const offline = error instanceof TypeError || !navigator.onLine;
    this.set(change(this.queue, id, { state: offline ? 'paused' : 'failed', rate: 0, error: sentenceOf(error, words.upload.offline) }));
    this.start();
  }

  private async pause(id: string): Promise<void> {
    if (!this.files.has(id)) return;
    this.set(change(this.queue, id, { state: 'paused', rate: 0, error: undefined }));
    await this.running.get(id)?.abort();
    this.running.delete(id);
    await this.remember(id);
    this.start();
  }

  private resume(id: string): void {
    this.set(change(this.queue, id, { state: this.files.has(id) ? 'waiting' : 'lost', error: undefined }));
    this.start();
  }

  private retryOffline(): void {
    for (const row of this.queue) if (row.state === 'paused' && row.error) this.resume(row.id);
  }

  /** Stops, and takes the half upload off the server with its draft. */
  private async cancel(id: string): Promise<void> {
    const row = this.row(id);
    this.set(remove(this.queue, id));
    await this.running.get(id)?.abort();
    this.running.delete(id);
    this.files.delete(id);
    await this.memory.forget(id);
    if (row?.videoId && row.state !== 'uploaded') await api('DELETE', `/api/videos/${row.videoId}`).catch(() => undefined);
    this.start();
  }

  private dismiss(id: string): void {
    this.set(remove(this.queue, id));
    void this.memory.forget(id);
  }

  private async remember(id: string): Promise<void> {
    const row = this.row(id);
    if (!row?.videoId || !row.tusUrl || row.state === 'uploaded') return;
    const { videoId, tusUrl, parts, fileName, bytes, sent, title, description, visibility, addedAt } = row;
    await this.memory.keep({ id, user: this.user, videoId, tusUrl, parts, fileName, bytes, sent, title, description, visibility, addedAt });
  }

  /** One stream of events for all tabs: a plain port is HTTP/1.1, and the browser has six connections. */
  private watch(): void {
    if (this.events || this.user === '') return;
    this.events = new EventSource('/api/videos/events');
    this.events.onopen = () => void this.catchUp();
    this.events.onerror = () => {
      // A dropped line reconnects by itself; a refusal (a restart behind a proxy answers 502) closes for good.
      if (this.events?.readyState !== EventSource.CLOSED) return;
      this.events = undefined;
      setTimeout(() => this.watch(), eventsPause);
    };
    this.events.addEventListener('video', (event) => {
      const { type, video } = JSON.parse((event as MessageEvent<string>).data) as { type: 'progress' | 'state' | 'deleted'; video: VideoProgress };
      if (type === 'deleted') this.set(this.queue.filter((row) => row.videoId !== video.id));
      else this.set(withVideo(this.queue, video));
      this.broadcast({ kind: 'video', change: type, video });
    });
  }

  /** The stream begins with what is on its way; what ended while it was away is asked for. */
  private async catchUp(): Promise<void> {
    for (const row of this.queue) {
      if (row.state !== 'uploaded' || !row.videoId || !isOpen(row)) continue;
      const video = await api<VideoProgress>('GET', `/api/videos/${row.videoId}`).catch(() => undefined);
      if (video) this.set(withVideo(this.queue, video));
    }
  }

  private row(id: string): UploadRow | undefined {
    return this.queue.find((row) => row.id === id);
  }

  private set(queue: Queue): void {
    if (queue === this.queue) return;
    this.queue = queue;
    this.posting ??= setTimeout(() => {
      this.posting = undefined;
      this.broadcast({ kind: 'queue', queue: this.queue });
    }, 50);
  }
}
