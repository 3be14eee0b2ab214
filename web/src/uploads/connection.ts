import workerUrl from './uploader.worker.ts?worker&url';
import type { FromUploader, ToUploader } from './messages.ts';
import type { Queue, VideoProgress } from './queue.ts';

type Listener = (message: FromUploader) => void;

const user = document.querySelector<HTMLMetaElement>('meta[name="matinee-user"]')?.content ?? '';

/** This page's line to the uploader. One a page, made when the first island asks. */
export class UploaderConnection {
  private static shared: UploaderConnection | undefined;
  private readonly listeners = new Set<Listener>();
  private post: (message: ToUploader) => void = () => undefined;
  /** True where leaving the page ends the uploads. */
  diesWithPage = false;
  queue: Queue = [];

  static get(): UploaderConnection {
    this.shared ??= new UploaderConnection();
    return this.shared;
  }

  private constructor() {
    if ('SharedWorker' in globalThis) this.useWorker();
    else void this.usePage();
    addEventListener('pagehide', (event) => {
      if (!event.persisted) this.send({ kind: 'bye' });
    });
    addEventListener('beforeunload', (event) => {
      if (this.diesWithPage && this.queue.some((row) => row.state === 'uploading' || row.state === 'waiting')) event.preventDefault();
    });
  }

  send(message: ToUploader): void {
    this.post(message);
  }

  /** Calls back with every message, and at once with the queue as it is. Answers with the way to stop. */
  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    listener({ kind: 'queue', queue: this.queue });
    return () => this.listeners.delete(listener);
  }

  /** Only the video events; opens the stream. */
  watch(listener: (change: 'progress' | 'state' | 'deleted', video: VideoProgress) => void): () => void {
    this.send({ kind: 'watch' });
    return this.listen((message) => {
      if (message.kind === 'video') listener(message.change, message.video);
    });
  }

  private useWorker(): void {
    let extended = false;
    const options = {
      name: 'matinee-uploads',
      type: 'module' as const,
      // Keeps the worker over a full page load of the only tab. Reading it is how a browser shows that it knows it.
      get extendedLifetime() {
        extended = true;
        return true;
      },
    };
    const worker = new SharedWorker(workerUrl, options);
    this.diesWithPage = !extended;
    worker.port.onmessage = (event: MessageEvent<FromUploader>) => this.hear(event.data);
    this.post = (message) => worker.port.postMessage(message);
    this.send({ kind: 'hello', user });
  }

  private async usePage(): Promise<void> {
    this.diesWithPage = true;
    const waiting: ToUploader[] = [{ kind: 'hello', user }];
    this.post = (message) => waiting.push(message);
    const { Uploader } = await import('./uploader.ts');
    const uploader = new Uploader((message) => this.hear(message));
    this.post = (message) => void uploader.receive(message);
    for (const message of waiting) this.send(message);
  }

  private hear(message: FromUploader): void {
    if (message.kind === 'queue') this.queue = message.queue;
    for (const listener of this.listeners) listener(message);
  }
}
