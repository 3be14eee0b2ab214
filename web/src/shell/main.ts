// The server reads both addresses from the manifest, which lists only what is imported.
import '../icons/favicon.svg?url';
import '../icons/icons.svg?url';
import { define } from '../lib/light-element.ts';
import { UploadTray } from '../uploads/upload-tray.ts';
import { DropVeil } from './drop-veil.ts';
import { MenuButton } from './menu-button.ts';
import { OfflineBanner } from './offline-banner.ts';
import { RelativeTime } from './relative-time.ts';
import { SearchBox } from './search-box.ts';
import { listenForSignOut } from './sign-out.ts';
import { ThemeSwitch } from './theme-switch.ts';
import { ToastLane } from './toast-lane.ts';

define('search-box', SearchBox);
define('theme-switch', ThemeSwitch);
define('menu-button', MenuButton);
define('offline-banner', OfflineBanner);
define('toast-lane', ToastLane);
define('drop-veil', DropVeil);
define('upload-tray', UploadTray);
define('relative-time', RelativeTime);

listenForSignOut();
