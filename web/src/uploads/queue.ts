import { titleOf } from './file-kind.ts';
import type { PartsOffer } from './parts.ts';

export type UploadState = 'waiting' | 'uploading' | 'paused' | 'lost' | 'uploaded' | 'refused' | 'failed';

export interface RenditionProgress {
  name: string;
  height: number;
  state: string;
  progress: number;
}

/** The part of a video event that the pages show. */
export interface VideoProgress {
  id: string;
  title?: string;
  state: 'uploading' | 'uploaded' | 'processing' | 'playable' | 'ready' | 'failed';
  progress: number;
  encodedSeconds?: number;
  etaSeconds?: number | null;
  durationSeconds?: number | null;
  renditions: RenditionProgress[];
  failure?: { code: string; title: string; detail: string } | null;
}

export interface UploadRow {
  /** The fingerprint: the same file is never in the list twice. */
  id: string;
  fileName: string;
  bytes: number;
  sent: number;
  /** Bytes a second, smoothed. */
  rate: number;
  state: UploadState;
  title: string;
  description: string;
  visibility: string;
  addedAt: number;
  videoId?: string;
  tusUrl?: string;
  /** Set where the file goes to the bucket in parts. */
  parts?: PartsOffer;
  error?: string;
  video?: VideoProgress;
}

export interface NewUpload {
  id: string;
  fileName: string;
  bytes: number;
  at: number;
}

/** The list of uploads as a value: every function answers with a new list. No DOM, no network. */
export type Queue = readonly UploadRow[];

export const atOnce = 3;

export function add(queue: Queue, upload: NewUpload): Queue {
  const known = queue.find((row) => row.id === upload.id);
  if (known && known.state !== 'lost' && known.state !== 'failed' && known.state !== 'refused') return queue;
  if (known) return change(queue, upload.id, { state: 'waiting', error: undefined, rate: 0 });
  const row: UploadRow = {
    id: upload.id,
    fileName: upload.fileName,
    bytes: upload.bytes,
    sent: 0,
    rate: 0,
    state: 'waiting',
    title: titleOf(upload.fileName),
    description: '',
    visibility: 'private',
    addedAt: upload.at,
  };
  return [...queue, row];
}

export function change(queue: Queue, id: string, to: Partial<UploadRow>): Queue {
  return queue.map((row) => (row.id === id ? { ...row, ...to } : row));
}

export function remove(queue: Queue, id: string): Queue {
  return queue.filter((row) => row.id !== id);
}

/** A sample of the bytes that arrived; the rate follows slowly, so that the remaining time does not jump. */
export function progress(queue: Queue, id: string, sent: number, milliseconds: number): Queue {
  return queue.map((row) => {
    if (row.id !== id) return row;
    const now = milliseconds > 0 ? ((sent - row.sent) * 1000) / milliseconds : row.rate;
    const rate = row.rate === 0 ? now : row.rate * 0.8 + now * 0.2;
    return { ...row, sent, rate: Math.max(0, rate) };
  });
}

export function withVideo(queue: Queue, video: VideoProgress): Queue {
  return queue.map((row) => (row.videoId === video.id ? { ...row, video, title: video.title ?? row.title } : row));
}

/** Which rows to start now. */
export function due(queue: Queue): UploadRow[] {
  const running = queue.filter((row) => row.state === 'uploading').length;
  return queue.filter((row) => row.state === 'waiting').slice(0, Math.max(0, atOnce - running));
}

/** Rows a person still waits for. */
export function isOpen(row: UploadRow): boolean {
  return row.state !== 'refused' && !(row.state === 'uploaded' && (row.video?.state === 'ready' || row.video?.state === 'failed'));
}

export function secondsLeft(row: UploadRow): number {
  return row.state === 'uploading' && row.rate > 0 ? (row.bytes - row.sent) / row.rate : Number.POSITIVE_INFINITY;
}
