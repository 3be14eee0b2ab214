import type { Queue, VideoProgress } from './queue.ts';

/** From a page to the uploader. */
export type ToUploader =
  | { kind: 'hello'; user: string }
  | { kind: 'watch' }
  | { kind: 'add'; files: File[] }
  | { kind: 'pause' | 'resume' | 'cancel' | 'dismiss'; id: string }
  | { kind: 'pauseAll' | 'resumeAll' | 'clear' }
  | { kind: 'edited'; id: string; title: string; description: string; visibility: string }
  | { kind: 'bye' };

/** From the uploader to every page. */
export type FromUploader =
  | { kind: 'queue'; queue: Queue }
  | { kind: 'video'; change: 'progress' | 'state' | 'deleted'; video: VideoProgress };
