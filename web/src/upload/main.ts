import '../shell/main.ts';
import { define } from '../lib/light-element.ts';
import { UploadForm } from '../uploads/upload-form.ts';
import { UploadRowElement } from '../uploads/upload-row.ts';
import { UploadQueue } from './upload-queue.ts';

define('upload-form', UploadForm);
define('upload-row', UploadRowElement);
define('upload-queue', UploadQueue);
