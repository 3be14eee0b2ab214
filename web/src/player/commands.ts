import { chapterStep } from './chapters.js';
import { frameStep } from './frames.js';
import type { Command } from './keys.js';
import { stepRate } from './rates.js';
import { ask, type Request } from './requests.js';
import type { PlayerState } from './state.js';

/** The request a command means in this state; undefined when the page answers it, or when there is nothing to do. */
export function requestFor(command: Command, state: PlayerState, captionOnSwitch: string): Request | undefined {
  const { growth, position } = state;
  switch (command.do) {
    case 'toggle-play':
      return state.paused || state.ended ? ask('mediaplayrequest', undefined) : ask('mediapauserequest', undefined);
    case 'skip':
      return ask('mediaseekrequest', Math.max(0, position + command.seconds));
    case 'go':
      return ask('mediaseekrequest', command.fraction * growth.duration);
    case 'chapter': {
      const start = chapterStep(state.chapters, position, command.step);
      return start === undefined ? undefined : ask('mediaseekrequest', start);
    }
    case 'frame':
      return state.paused ? ask('mediaseekrequest', frameStep(position, state.framesPerSecond, command.step)) : undefined;
    case 'rate':
      return ask('mediaplaybackraterequest', stepRate(state.rate, command.step));
    case 'volume':
      return ask('mediavolumerequest', Math.round(Math.min(1, Math.max(0, (state.muted ? 0 : state.volume) + command.step)) * 100) / 100);
    case 'mute':
      return state.muted || state.volume === 0 ? ask('mediaunmuterequest', undefined) : ask('mediamuterequest', undefined);
    case 'captions':
      if (state.caption !== '') return ask('mediadisablesubtitlesrequest', undefined);
      return captionOnSwitch === '' ? undefined : ask('mediashowsubtitlesrequest', captionOnSwitch);
    case 'fullscreen':
      return state.fullscreen ? ask('mediaexitfullscreenrequest', undefined) : ask('mediaenterfullscreenrequest', undefined);
    case 'pip':
      return state.pip ? ask('mediaexitpiprequest', undefined) : ask('mediaenterpiprequest', undefined);
    case 'theatre':
      return ask('mediatheatrerequest', !state.theatre);
    case 'next':
      return ask('medianextrequest', undefined);
    case 'previous':
      return ask('mediapreviousrequest', undefined);
    case 'escape':
      return state.theatre && !state.fullscreen ? ask('mediatheatrerequest', false) : undefined;
    case 'stats':
    case 'help':
    case 'copy-link':
    case 'search':
      return undefined;
  }
}

/** What the screen says for a moment after a key, so that a silent change is still seen. */
export function echoOf(request: Request, state: PlayerState): string {
  switch (request.type) {
    case 'mediavolumerequest':
      return `Volume ${Math.round(request.detail * 100)} %`;
    case 'mediamuterequest':
      return 'Muted';
    case 'mediaunmuterequest':
      return `Volume ${Math.round((state.volume || 0.25) * 100)} %`;
    case 'mediaplaybackraterequest':
      return `Speed ${request.detail}×`;
    case 'mediashowsubtitlesrequest':
      return `Captions: ${state.captions.find((c) => c.id === request.detail)?.label ?? 'on'}`;
    case 'mediadisablesubtitlesrequest':
      return 'Captions off';
    default:
      return '';
  }
}
