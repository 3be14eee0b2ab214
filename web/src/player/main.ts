import './player.js';
import './share-dialog.js';
import '../watch/watch-side.js';
import '../watch/watch-page.js';
