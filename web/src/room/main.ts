import '../player/player.ts';
import { define } from '../lib/light-element.ts';
import { MatineeRoom } from './matinee-room.ts';
import { ChatComposer } from './parts/chat-composer.ts';
import { RoomChat } from './parts/room-chat.ts';
import { RoomDoor } from './parts/room-door.ts';
import { RoomPeople } from './parts/room-people.ts';
import { RoomQueue } from './parts/room-queue.ts';
import { RoomStage } from './parts/room-stage.ts';
import { RoomStrip } from './parts/room-strip.ts';

define('chat-composer', ChatComposer);
define('room-chat', RoomChat);
define('room-people', RoomPeople);
define('room-queue', RoomQueue);
define('room-stage', RoomStage);
define('room-strip', RoomStrip);
define('room-door', RoomDoor);
define('matinee-room', MatineeRoom);
