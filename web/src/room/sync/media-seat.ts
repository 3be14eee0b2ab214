/** The media element as the synchronisation sees it: numbers and verbs. */
export interface MediaSeat {
  /** Seconds. */
  readonly position: number;
  readonly paused: boolean;
  readonly ended: boolean;
  readonly seeking: boolean;
  /** As HTMLMediaElement.readyState: 3 and more can go on. */
  readonly readyState: number;
  readonly rate: number;
  /** Length of one picture in seconds. */
  readonly frame: number;
  /** End of the buffered range that holds `position`, or undefined where nothing is. */
  bufferedUntil(position: number): number | undefined;
  /** Answers `blocked` where the browser wants a gesture first. */
  play(): Promise<'playing' | 'blocked' | 'interrupted'>;
  pause(): void;
  seek(to: number): void;
  /** Without `keepPitch` a change of rate costs less work and no filter delay. */
  setRate(rate: number, keepPitch: boolean): void;
  /** Brings media at `position` nearer without moving there. */
  prefetch(position: number): void;
  /** One quality step down for good; false when there is none. */
  lowerQuality(): boolean;
}
