import '../player/player.ts';
import { define } from '../lib/light-element.ts';
import { MatineeRoom } from './matinee-room.ts';
import { ChatComposer } from './parts/chat-composer.ts';
import { RoomChat } from './parts/room-chat.ts';
import { RoomDoor } from './parts/room-door.ts';
import { RoomKnocks } from './parts/room-knocks.ts';
import { RoomStage } from './parts/room-stage.ts';
import { RoomStrip } from './parts/room-strip.ts';

define('chat-composer', ChatComposer);
define('room-chat', RoomChat);
define('room-knocks', RoomKnocks);
define('room-stage', RoomStage);
define('room-strip', RoomStrip);
define('room-door', RoomDoor);
define('matinee-room', MatineeRoom);
