import { html, type TemplateResult } from 'lit';
import { cssVars } from './css-vars.js';
import type { StoryTile } from './storyboard.js';

/** A tile of a sprite sheet, scaled to `width` CSS pixels. */
export function storyPicture(tile: StoryTile, width: number): TemplateResult {
  const scale = width / tile.width;
  return html`<span class="sprite" ${cssVars({ 'inline-size': `${width}px`, 'block-size': `${Math.round(tile.height * scale)}px` })}><i ${cssVars({
    'inline-size': `${tile.width}px`,
    'block-size': `${tile.height}px`,
    'background-image': `url("${encodeURI(decodeURI(tile.url))}")`,
    'background-position': `-${tile.x}px -${tile.y}px`,
    'scale': String(scale),
  })}></i></span>`;
}
