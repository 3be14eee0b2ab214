import type { VideoProgress } from './setup.js';

/**
 * The server's live word on one video, as server-sent events. Every event carries the whole picture, so a missed one costs
 * nothing and EventSource may reconnect as it likes.
 */
export class VideoFeed {
  #source: EventSource | undefined;
  readonly #watchers = new Set<(video: VideoProgress) => void>();
  #latest: VideoProgress | undefined;

  constructor(private readonly id: string) {}

  get latest(): VideoProgress | undefined {
    return this.#latest;
  }

  watch(watcher: (video: VideoProgress) => void): () => void {
    this.#watchers.add(watcher);
    this.#open();
    return () => {
      this.#watchers.delete(watcher);
      if (this.#watchers.size === 0) this.close();
    };
  }

  close(): void {
    this.#source?.close();
    this.#source = undefined;
  }

  #open(): void {
    if (this.#source !== undefined) return;
    this.#source = new EventSource(`/api/videos/${encodeURIComponent(this.id)}/events`);
    this.#source.addEventListener('video', (event) => this.#receive(String((event as MessageEvent).data)));
  }

  #receive(text: string): void {
    const { type, video } = JSON.parse(text) as { type: string; video: VideoProgress };
    if (type === 'deleted') {
      this.close();
      return;
    }
    this.#latest = video;
    for (const watcher of this.#watchers) watcher(video);
    // Nothing follows a finished video but another encode, which a reload shows.
    if (video.state === 'ready') this.close();
  }
}

const feeds = new Map<string, VideoFeed>();

/** One stream a video and page, however many elements look at it. */
export function feedOf(id: string): VideoFeed {
  const feed = feeds.get(id) ?? new VideoFeed(id);
  feeds.set(id, feed);
  return feed;
}
