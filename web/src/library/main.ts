import '../shell/main.ts';
import { define } from '../lib/light-element.ts';
import { HoverPreview } from './hover-preview.ts';
import { LiveCards } from './live-cards.ts';

define('hover-preview', HoverPreview);
define('live-cards', LiveCards);
