import type { MediaSeat } from '../../web/src/room/sync/media-seat.ts';

/** The seat over a bare `<video>` that plays one file. */
export class PlainSeat implements MediaSeat {
  readonly frame = 1 / 30;

  constructor(private readonly video: HTMLVideoElement) {}

  get position(): number {
    return this.video.currentTime;
  }

  get paused(): boolean {
    return this.video.paused;
  }

  get ended(): boolean {
    return this.video.ended;
  }

  get seeking(): boolean {
    return this.video.seeking;
  }

  get readyState(): number {
    return this.video.readyState;
  }

  get rate(): number {
    return this.video.playbackRate;
  }

  bufferedUntil(position: number): number | undefined {
    const { buffered } = this.video;
    for (let i = 0; i < buffered.length; i++) if (buffered.start(i) <= position && position <= buffered.end(i)) return buffered.end(i);
    return undefined;
  }

  async play(): Promise<'playing' | 'blocked' | 'interrupted'> {
    try {
      await this.video.play();
      return 'playing';
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      return error.name === 'NotAllowedError' ? 'blocked' : 'interrupted';
    }
  }

  pause(): void {
    this.video.pause();
  }

  seek(to: number): void {
    this.video.currentTime = to;
  }

  setRate(rate: number, keepPitch: boolean): void {
    this.video.preservesPitch = keepPitch;
    this.video.playbackRate = rate;
  }

  prefetch(): void {
    // The browser loads the file by itself.
  }

  lowerQuality(): boolean {
    return false;
  }
}
