import '../shell/main.ts';
import { define } from '../lib/light-element.ts';
import { ApiForm } from './api-form.ts';
import { ApiKeys } from './api-keys.ts';
import { InviteForm } from './invite-form.ts';
import { PasswordField } from './password-field.ts';
import { ShortcutSwitch } from './shortcut-switch.ts';
import { UserActions } from './user-actions.ts';

define('api-form', ApiForm);
define('api-keys', ApiKeys);
define('password-field', PasswordField);
define('shortcut-switch', ShortcutSwitch);
define('invite-form', InviteForm);
define('user-actions', UserActions);
