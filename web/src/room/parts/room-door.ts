import { html, nothing, type TemplateResult } from 'lit';
import { LightElement } from '../../lib/light-element.ts';
import { icon } from '../../lib/parts.ts';
import type { DoorAnswer, Knock } from '../room-api.ts';
import { fill, words } from '../words.ts';

export type Closed = Extract<DoorAnswer, { open: false }>['why'];

/** In front of the room: a name for guests, a password where there is one, or why it does not open. */
export class RoomDoor extends LightElement {
  static override properties = { why: {}, name: {}, busy: { type: Boolean }, signedIn: { type: Boolean } };

  declare why: Closed | '';
  declare name: string;
  declare busy: boolean;
  declare signedIn: boolean;

  constructor() {
    super();
    this.why = '';
    this.name = '';
    this.busy = false;
    this.signedIn = false;
  }

  protected override render(): TemplateResult {
    const text = words.door;
    switch (this.why) {
      case 'waiting':
        return card(html`<p class="tally tally--recv">${text.waiting}</p><h1>${this.#heading}</h1><p class="muted" role="status">${text.waitingText}</p>`);
      case 'banned':
        return card(html`<h1>${text.banned}</h1><p class="muted">${text.bannedText}</p>${library()}`);
      case 'invite':
        return card(html`<h1>${text.invite}</h1><p class="muted">${text.inviteText}</p>${library()}`);
      case 'inviteInvalid':
        return card(html`<h1>${text.inviteInvalid}</h1><p class="muted">${text.inviteInvalidText}</p>${library()}`);
      case 'locked':
        return card(html`<h1>${text.locked}</h1><p class="muted">${text.lockedText}</p><p class="row row--wrap"><button type="button" class="btn btn--primary" ?disabled=${this.busy} @click=${() => this.#knock({})}>${icon('rotate')}${text.retry}</button></p>`);
      case 'missing':
        return card(html`<h1>${text.missing}</h1><p class="muted">${text.missingText}</p>${library()}`);
      case 'failed':
        return card(html`<h1>${text.failed}</h1><p class="muted">${text.failedText}</p><p class="row row--wrap"><button type="button" class="btn btn--primary" ?disabled=${this.busy} @click=${() => this.#knock({})}>${icon('rotate')}${text.retry}</button></p>`);
      case '':
        return card(html`<p class="tally">${words.loading}</p><h1>${this.#heading}</h1><span class="rule rule--cur" aria-hidden="true"></span>`);
      default:
        return this.#form(this.why);
    }
  }

  protected override updated(): void {
    const wrong = this.querySelector<HTMLInputElement>('[aria-invalid="true"]');
    if (wrong !== null) wrong.focus();
    else if (document.activeElement === document.body) this.querySelector<HTMLInputElement>('input')?.focus();
  }

  #form(why: Closed): TemplateResult {
    const text = words.door;
    const asksPassword = why === 'password' || why === 'wrongPassword';
    const asksName = !this.signedIn;
    return card(html`<h1>${this.#heading}</h1>
      <p class="muted">${asksPassword ? text.needsPassword : text.guest}</p>
      <form class="stack stack--16" @submit=${this.#submit}>
        ${asksName ? html`<div class="field"><label for="door-name">${text.name}</label><input class="input" id="door-name" name="name" required maxlength="40" autocomplete="nickname" dir="auto" aria-describedby="door-hint"><span class="hint" id="door-hint">${text.nameHint}</span></div>` : nothing}
        ${asksPassword ? html`<div class="field"><label for="door-password">${text.password}</label><input class="input" id="door-password" name="password" type="password" required maxlength="200" autocomplete="off" aria-invalid=${why === 'wrongPassword' ? 'true' : nothing} aria-describedby=${why === 'wrongPassword' ? 'door-wrong' : nothing}>
          ${why === 'wrongPassword' ? html`<p class="err" id="door-wrong" role="alert">${icon('alert', 'ic--16')}${text.wrong}</p>` : nothing}</div>` : nothing}
        ${why === 'fast' ? html`<p class="err" role="alert">${icon('alert', 'ic--16')}${text.fast}</p>` : nothing}
        <p class="row row--wrap"><button class="btn btn--primary" ?disabled=${this.busy}>${text.submit}</button>
          ${asksName ? html`<a class="btn btn--ghost" href=${`/sign-in?returnUrl=${encodeURIComponent(location.pathname + location.search)}`}>${text.signIn}</a>` : nothing}</p>
      </form>`);
  }

  get #heading(): string {
    return fill(words.door.title, { room: this.name === '' ? words.unnamed : this.name });
  }

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const [name, password] = [form.get('name'), form.get('password')];
    this.#knock({ ...(typeof name === 'string' ? { name: name.trim() } : {}), ...(typeof password === 'string' ? { password } : {}) });
  };

  #knock(what: Knock): void {
    this.dispatchEvent(new CustomEvent<Knock>('knock', { bubbles: true, detail: what }));
  }
}

function card(body: TemplateResult): TemplateResult {
  return html`<div class="frame door">${body}</div>`;
}

function library(): TemplateResult {
  return html`<p class="row row--wrap"><a class="btn btn--primary" href="/">${words.over.library}</a></p>`;
}
