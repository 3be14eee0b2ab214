import '../shell/main.ts';
import { define } from '../lib/light-element.ts';
import { UploadForm } from '../uploads/upload-form.ts';
import { LiveTable } from './live-table.ts';
import { act } from './video-actions.ts';
import { VideoSheet } from './video-sheet.ts';

define('upload-form', UploadForm);
define('live-table', LiveTable);
define('video-sheet', VideoSheet);

document.addEventListener('click', (event) => {
  const button = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-act]') : null;
  if (button) void act(button);
});
