import { define } from '../lib/light-element.ts';
import { RoomList } from './room-list.ts';

define('room-list', RoomList);
