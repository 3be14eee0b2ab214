import { bytes, clock, percent, wait } from '../lib/format.ts';
import { fill, words } from '../lib/words.ts';
import { secondsLeft, type UploadRow, type VideoProgress } from './queue.ts';

export interface Stage {
  share: number;
  status: 'off' | 'on' | 'paused' | 'done' | 'failed';
  label: string;
  /** "74 %", set apart from the label. */
  figure: string;
  note: string;
}

/** The three rules of an upload row: bytes, first playable, best rendition. */
export function stagesOf(row: UploadRow): [Stage, Stage, Stage] {
  return [uploadStage(row), playableStage(row.video), bestStage(row.video)];
}

function uploadStage(row: UploadRow): Stage {
  const share = row.bytes > 0 ? row.sent / row.bytes : 0;
  const figure = `${percent(share)} %`;
  switch (row.state) {
    case 'uploaded':
      return { share: 1, status: 'done', label: words.stage.uploaded, figure: '', note: bytes(row.bytes) };
    case 'uploading':
      return { share, status: 'on', label: words.stage.uploading, figure, note: uploadNote(row) };
    case 'paused':
      return { share, status: 'paused', label: words.stage.pausedAt, figure, note: words.stage.resumes };
    case 'lost':
      return { share, status: 'paused', label: words.stage.stoppedAt, figure, note: words.stage.chooseAgain };
    case 'failed':
      return { share, status: 'failed', label: words.stage.stoppedAt, figure, note: '' };
    default:
      return { share, status: 'off', label: words.stage.upload, figure: '', note: words.stage.waits };
  }
}

function uploadNote(row: UploadRow): string {
  const left = wait(secondsLeft(row));
  return left === '' ? '' : `${left}, ${bytes(row.rate)}/s`;
}

function playableStage(video: VideoProgress | undefined): Stage {
  switch (video?.state) {
    case 'ready':
      return { share: 1, status: 'done', label: words.stage.watchable, figure: '', note: words.stage.all };
    case 'playable':
      return {
        share: 1,
        status: 'done',
        label: words.stage.watchable,
        figure: '',
        note: video.encodedSeconds ? fill(words.stage.to, { time: clock(video.encodedSeconds) }) : '',
      };
    case 'processing':
      return { share: 0.5, status: 'on', label: words.stage.preparing, figure: '', note: '' };
    case 'uploaded':
      return { share: 0.1, status: 'on', label: words.stage.looking, figure: '', note: '' };
    case 'failed':
      return { share: 0, status: 'failed', label: words.stage.refused, figure: '', note: '' };
    default:
      return { share: 0, status: 'off', label: words.stage.firstMinutes, figure: '', note: words.stage.waits };
  }
}

function bestStage(video: VideoProgress | undefined): Stage {
  const best = video?.renditions.reduce<{ name: string; height: number } | undefined>((a, b) => (a && a.height >= b.height ? a : b), undefined);
  const name = best?.name ?? words.stage.best;
  if (video?.state === 'ready') return { share: 1, status: 'done', label: fill(words.stage.ready, { name }), figure: '', note: '' };
  if (video?.state === 'processing' || video?.state === 'playable') {
    const note = video.etaSeconds ? wait(video.etaSeconds) : '';
    return { share: video.progress, status: 'on', label: name, figure: `${percent(video.progress)} %`, note };
  }
  return { share: 0, status: 'off', label: name, figure: '', note: video?.state === 'failed' ? '' : words.stage.waits };
}

/** One figure for the tray: what happens now. */
export function summaryOf(row: UploadRow): { share: number; text: string; quiet: boolean } {
  const [upload, , best] = stagesOf(row);
  switch (row.state) {
    case 'uploading':
      return { share: upload.share, text: upload.figure, quiet: false };
    case 'uploaded':
      if (row.video?.state === 'failed') return { share: 1, text: words.tray.failed, quiet: true };
      if (row.video?.state === 'ready') return { share: 1, text: words.tray.ready, quiet: true };
      return best.status === 'on' ? { share: best.share, text: `${best.label} ${best.figure}`, quiet: false } : { share: 0, text: words.stage.looking, quiet: true };
    default:
      return { share: upload.share, text: words.tray[row.state], quiet: true };
  }
}
