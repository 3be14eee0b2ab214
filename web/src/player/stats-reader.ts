import type { MatineePlayer } from './player.js';
import { levelLabel } from './quality.js';
import { bufferAhead, statRows } from './stats.js';

/** The figures of this moment, read from the element and the engine. */
export function readStats(player: MatineePlayer): (readonly [string, string])[] {
  const { video, state, session, setup } = player;
  const frames = video.getVideoPlaybackQuality();
  const level = state.levels[state.level];
  return statRows({
    engine: session.engineName,
    id: setup.id,
    width: video.videoWidth,
    height: video.videoHeight,
    displayWidth: Math.round(video.clientWidth * devicePixelRatio),
    displayHeight: Math.round(video.clientHeight * devicePixelRatio),
    framesPerSecond: state.framesPerSecond,
    decodedFrames: frames.totalVideoFrames,
    droppedFrames: frames.droppedVideoFrames,
    bandwidth: session.view.bandwidth,
    bufferAhead: bufferAhead(state.buffered, video.currentTime),
    codecs: session.view.codecs,
    level: level === undefined ? '' : levelLabel(level),
    auto: state.autoLevel,
    levelBitrate: level?.bitrate ?? 0,
    available: state.growth.available,
    duration: state.growth.duration,
    growing: state.growth.growing,
  });
}
