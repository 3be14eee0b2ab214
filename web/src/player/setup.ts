import type { Chapter } from './chapters.js';

/** What the server writes into the `setup` attribute of `<matinee-player>`; the same names as PlayerSetup in C#. */
export interface PlayerSetup {
  readonly id: string;
  readonly title: string;
  readonly state: VideoState;
  readonly duration: number;
  readonly fps: string;
  readonly encodedSeconds: number;
  readonly progress: number;
  readonly failure: { readonly code: string; readonly title: string; readonly detail: string } | null;
  readonly source: PlayerSource | null;
  readonly chapters: readonly Chapter[];
  readonly resumeAt: number | null;
  readonly signedIn: boolean;
  /** The viewer may start the encode again. */
  readonly mine: boolean;
  readonly embed: boolean;
  /** In a room: when to play, where and how fast is the room's affair. */
  readonly room?: boolean;
  readonly next: NextUp | null;
}

export type VideoState = 'uploading' | 'uploaded' | 'processing' | 'playable' | 'ready' | 'failed';

export interface PlayerSource {
  readonly masterUrl: string;
  readonly storyboardUrl: string | null;
  readonly captions: readonly CaptionFile[];
}

export interface CaptionFile {
  readonly language: string;
  readonly label: string;
  readonly url: string;
}

export interface NextUp {
  readonly url: string;
  readonly title: string;
  readonly picture: string | null;
}

/** The part of a video event (`GET /api/videos/{id}/events`) that a watch page follows. */
export interface VideoProgress {
  readonly id: string;
  readonly state: VideoState;
  readonly progress: number;
  readonly encodedSeconds: number;
  readonly etaSeconds: number | null;
  readonly durationSeconds?: number | null;
  readonly renditions: readonly { readonly name: string; readonly height: number; readonly state: string; readonly progress: number }[];
  readonly failure: PlayerSetup['failure'];
}

export function plays(state: VideoState): boolean {
  return state === 'playable' || state === 'ready';
}

/** "1080p encoding 62 %": the best rung that is not ready yet, or nothing when all are. */
export function encodingNow(video: Pick<VideoProgress, 'renditions' | 'progress'>): { readonly name: string; readonly percent: number } | undefined {
  const open = video.renditions.filter((r) => r.state === 'running' || r.state === 'waiting');
  const best = open.reduce<(typeof open)[number] | undefined>((a, b) => (a !== undefined && a.height >= b.height ? a : b), undefined);
  if (best === undefined) return undefined;
  return { name: best.name, percent: Math.min(99, Math.floor(100 * best.progress)) };
}
