import './player.js';
import './share-dialog.js';
import '../watch/watch-side.js';
import '../watch/watch-page.js';
import { define } from '../lib/light-element.ts';
import { RoomOpener } from '../room/room-opener.ts';

define('room-opener', RoomOpener);
