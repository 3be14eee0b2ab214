import { ask, type Request } from './requests.js';

/** Lock screens, headsets and media keys: they see the title and send the same requests as the bar. */
export function bindMediaSession(title: string, artwork: string, request: (request: Request) => void, position: () => number, signal: AbortSignal): void {
  if (!('mediaSession' in navigator)) return;
  const session = navigator.mediaSession;
  session.metadata = new MediaMetadata({ title, artwork: artwork === '' ? [] : [{ src: artwork }] });
  const actions: readonly [MediaSessionAction, MediaSessionActionHandler][] = [
    ['play', () => request(ask('mediaplayrequest', undefined))],
    ['pause', () => request(ask('mediapauserequest', undefined))],
    ['seekbackward', (details) => request(ask('mediaseekrequest', position() - (details.seekOffset ?? 10)))],
    ['seekforward', (details) => request(ask('mediaseekrequest', position() + (details.seekOffset ?? 10)))],
    ['seekto', (details) => request(ask('mediaseekrequest', details.seekTime ?? position()))],
  ];
  for (const [action, handler] of actions) session.setActionHandler(action, handler);
  signal.addEventListener('abort', () => {
    for (const [action] of actions) session.setActionHandler(action, null);
  });
}
