/**
 * What a control asks for. The names are media-chrome's, so that its elements can stand beside ours; those it has no word
 * for follow its pattern. A request is an event that bubbles up to `<matinee-player>`, which obeys it; whoever listens in
 * the capture phase at the player or above it (a room) may stop it and send a command to everybody instead.
 */
export interface Requests {
  mediaplayrequest: undefined;
  mediapauserequest: undefined;
  mediaseekrequest: number;
  mediaplaybackraterequest: number;
  mediavolumerequest: number;
  mediamuterequest: undefined;
  mediaunmuterequest: undefined;
  mediarenditionrequest: number;
  mediaaudiotrackrequest: string;
  mediashowsubtitlesrequest: string;
  mediadisablesubtitlesrequest: undefined;
  mediaenterfullscreenrequest: undefined;
  mediaexitfullscreenrequest: undefined;
  mediaenterpiprequest: undefined;
  mediaexitpiprequest: undefined;
  mediatheatrerequest: boolean;
  medianextrequest: undefined;
  mediapreviousrequest: undefined;
}

export type RequestName = keyof Requests;

export type Request = { readonly [K in RequestName]: { readonly type: K; readonly detail: Requests[K] } }[RequestName];

export const requestNames: readonly RequestName[] = [
  'mediaplayrequest', 'mediapauserequest', 'mediaseekrequest', 'mediaplaybackraterequest', 'mediavolumerequest', 'mediamuterequest',
  'mediaunmuterequest', 'mediarenditionrequest', 'mediaaudiotrackrequest', 'mediashowsubtitlesrequest', 'mediadisablesubtitlesrequest',
  'mediaenterfullscreenrequest', 'mediaexitfullscreenrequest', 'mediaenterpiprequest', 'mediaexitpiprequest', 'mediatheatrerequest',
  'medianextrequest', 'mediapreviousrequest',
];

export function ask<K extends RequestName>(type: K, detail: Requests[K]): Request {
  return { type, detail } as Request;
}

export function send(from: EventTarget, request: Request): void {
  from.dispatchEvent(new CustomEvent(request.type, { bubbles: true, composed: true, cancelable: true, detail: request.detail }));
}
