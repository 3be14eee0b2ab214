import { percent } from './format.ts';
import type { VideoProgress } from '../uploads/queue.ts';

/** Sets the share of a server-rendered rule. */
export function setRule(rule: Element | null, share: number): void {
  if (!(rule instanceof HTMLElement)) return;
  rule.style.setProperty('--v', String(share));
  if (rule.hasAttribute('aria-valuenow')) rule.setAttribute('aria-valuenow', String(percent(share)));
}

/** Sets the rungs of a server-rendered ladder from the renditions of a video, matched by name. */
export function setLadder(ladder: Element | null, video: VideoProgress): void {
  for (const rung of ladder?.querySelectorAll<HTMLElement>('i[data-rung]') ?? []) {
    const rendition = video.renditions.find((each) => each.name === rung.dataset.rung);
    if (!rendition) continue;
    rung.className = rendition.state === 'running' ? 'run' : rendition.state === 'failed' ? 'bad' : rendition.state === 'waiting' ? 'wait' : '';
    rung.style.setProperty('--v', rendition.state === 'ready' ? '1' : String(rendition.progress));
  }
}

/** Fetches this page again and takes one element of it: the server is the only renderer of rows and cards. */
export async function fresh(id: string): Promise<Element | null> {
  const response = await fetch(location.href, { credentials: 'same-origin', headers: { accept: 'text/html' } });
  if (!response.ok) return null;
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const element = page.querySelector(`[data-video="${CSS.escape(id)}"]`);
  return element ? document.importNode(element, true) : null;
}
