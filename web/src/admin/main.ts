import '../shell/main.ts';
import { define } from '../lib/light-element.ts';
import { act } from './actions.ts';
import { ChunkCells } from './chunk-cells.ts';
import { EnrolCommand } from './enrol-command.ts';
import { JobTable } from './job-table.ts';
import { LiveBoard } from './live-board.ts';
import { NumberForm } from './number-form.ts';

define('live-board', LiveBoard);
define('job-table', JobTable);
define('chunk-cells', ChunkCells);
define('enrol-command', EnrolCommand);
define('number-form', NumberForm);

document.addEventListener('click', (event) => {
  const button = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-api], [data-copy]') : null;
  if (button && button.getAttribute('aria-disabled') !== 'true') void act(button);
});
