import type { RoomCommand } from '../sync/command-sender.ts';
import type { Request } from '../../player/requests.ts';
import { may, type RoomState } from './room-state.ts';

/** What becomes of a control of the player in a room. */
export type Steering =
  /** It is this viewer's own affair: sound, captions, quality, full screen. */
  | { readonly to: 'here' }
  | { readonly to: 'room'; readonly command: RoomCommand }
  | { readonly to: 'vote'; readonly action: 'pause' | 'play' | 'skip' }
  /** Key of `room.hint` in the wording. */
  | { readonly to: 'nobody'; readonly hint: 'host' | 'voteOnly' | 'voting' | 'offline' | 'notHere' };

export function steer(request: Request, state: RoomState): Steering {
  const command = commandOf(request);
  if (command === undefined) return request.type === 'mediapreviousrequest' || request.type === 'mediatheatrerequest' ? { to: 'nobody', hint: 'notHere' } : { to: 'here' };
  if (state.link !== 'live') return { to: 'nobody', hint: 'offline' };
  if (may(state, 'playback')) return { to: 'room', command };
  if (state.settings?.mode !== 'vote' || !may(state, 'vote')) return { to: 'nobody', hint: 'host' };
  if (state.vote !== null) return { to: 'nobody', hint: 'voting' };
  const action = command.do === 'next' ? 'skip' : command.do;
  return action === 'pause' || action === 'play' || action === 'skip' ? { to: 'vote', action } : { to: 'nobody', hint: 'voteOnly' };
}

function commandOf(request: Request): RoomCommand | undefined {
  switch (request.type) {
    case 'mediaplayrequest':
      return { do: 'play' };
    case 'mediapauserequest':
      return { do: 'pause' };
    case 'mediaseekrequest':
      return { do: 'seek', position: Math.max(0, request.detail) };
    case 'mediaplaybackraterequest':
      return { do: 'rate', rate: Math.min(4, Math.max(0.25, request.detail)) };
    case 'medianextrequest':
      return { do: 'next' };
    default:
      return undefined;
  }
}
