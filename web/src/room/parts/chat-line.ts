import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../lib/parts.ts';
import { emoteNames, iconOf, labelOf } from '../emotes.ts';
import type { EventLine, MessageLine } from '../store/room-state.ts';
import type { ChatMessage, RoomRole } from '../wire.ts';
import { count, eventText, fill, initials, timeOfDay, words } from '../words.ts';
import { linked } from './text-parts.ts';

/** Same writer within this: one head for all. */
const togetherMs = 120_000;

export interface LineActions {
  readonly me: string;
  readonly mayChat: boolean;
  readonly mayReact: boolean;
  readonly mayModerate: boolean;
  roleOf(member: string): RoomRole | undefined;
  find(id: string): ChatMessage | undefined;
  react(message: ChatMessage, emote: string): void;
  /** Known answers in the thread that begins with it. */
  answers(id: string): number;
  /** A thread is open: there are no threads in it. */
  readonly inThread: boolean;
  thread(message: ChatMessage): void;
  reply(message: ChatMessage): void;
  edit(message: ChatMessage): void;
  remove(message: ChatMessage): void;
  pin(message: ChatMessage): void;
  again(id: string): void;
  dismiss(id: string): void;
}

export function eventLine(line: EventLine): TemplateResult {
  return html`<li class="sys" dir="auto">${eventText(line.what, line.who, line.detail)}</li>`;
}

export function messageLine(line: MessageLine, before: MessageLine | undefined, act: LineActions): TemplateResult {
  const { message, fate } = line;
  const together = before !== undefined && before.message.user.id === message.user.id && message.at - before.at < togetherMs && !message.replyTo;
  const role = act.roleOf(message.user.id);
  const said = role === undefined ? '' : words.role[role];
  return html`<li class="msg ${together ? 'msg--cont' : ''} ${fate === 'sent' ? '' : `msg--${fate}`}" tabindex="-1" data-id=${message.id}>
    <span class="av" aria-hidden="true">${initials(message.user.name)}</span>
    <div>
      <p class="msg__h ${together ? 'vh' : ''}"><b dir="auto">${message.user.name}</b>${said === '' ? nothing : html`<span class="role">${said}</span>`}<time class="tc" datetime=${new Date(message.at).toISOString()}>${timeOfDay(message.at)}</time></p>
      ${message.replyTo ? quote(act.find(message.replyTo)) : nothing}
      ${body(message)}
      ${reactions(message, act)}
      ${!act.inThread && act.answers(message.id) > 0 ? html`<button type="button" class="link small" @click=${() => act.thread(message)}>${count(words.thread.answers, act.answers(message.id))}</button>` : nothing}
      ${fate === 'failed' ? failure(line, act) : fate === 'pending' ? html`<span class="vh">${words.pending}</span>` : nothing}
    </div>
    ${fate === 'sent' && message.deleted !== true ? tools(message, act) : nothing}
  </li>`;
}

function body(message: ChatMessage): TemplateResult {
  if (message.deleted === true) return html`<p class="msg__gone">${words.deleted}</p>`;
  return html`<p class="msg__t" dir="auto">${linked(message.text)}${message.editedAt ? html` <span class="tiny muted">${words.edited}</span>` : nothing}</p>`;
}

function quote(message: ChatMessage | undefined): TemplateResult | typeof nothing {
  if (message === undefined) return nothing;
  return html`<p class="msg__re clip" dir="auto">${message.user.name}: ${message.deleted === true ? words.deleted : message.text}</p>`;
}

function reactions(message: ChatMessage, act: LineActions): TemplateResult | typeof nothing {
  const given = Object.entries(message.reactions).filter(([, who]) => who.length > 0);
  if (given.length === 0) return nothing;
  return html`<div class="reacts">${given.map(([emote, who]) => html`<button type="button" class="react" ?disabled=${!act.mayReact} aria-pressed=${who.includes(act.me) ? 'true' : 'false'}
    aria-label=${fill(words.emoteCount, { name: labelOf(emote), n: who.length })} @click=${() => act.react(message, emote)}>${icon(iconOf(emote))}${who.length}</button>`)}</div>`;
}

function failure(line: MessageLine, act: LineActions): TemplateResult {
  return html`<p class="msg__fail" role="status"><span class="st st--fail">${words.notSent}</span><span class="muted">${line.why ?? ''}</span>
    <button type="button" class="link" @click=${() => act.again(line.id)}>${words.again}</button><button type="button" class="link" @click=${() => act.dismiss(line.id)}>${words.dismiss}</button></p>`;
}

function tools(message: ChatMessage, act: LineActions): TemplateResult {
  const own = message.user.id === act.me;
  const tool = (label: string, name: string, run: () => void) => html`<button type="button" aria-label=${label} title=${label} @click=${run}>${icon(name, 'ic--16')}</button>`;
  return html`<div class="msg__acts" role="group" aria-label=${fill(words.actionsOf, { name: message.user.name })}>
    ${act.mayReact ? emoteNames.slice(0, 2).map((emote) => tool(labelOf(emote), iconOf(emote), () => act.react(message, emote))) : nothing}
    ${act.mayChat ? tool(words.reply, 'reply', () => act.reply(message)) : nothing}
    ${act.mayChat && !act.inThread && !message.thread ? tool(words.thread.open, 'list', () => act.thread(message)) : nothing}
    ${act.mayModerate ? tool(message.pinned ? words.unpin : words.pin, 'pin', () => act.pin(message)) : nothing}
    ${own && act.mayChat ? tool(words.edit, 'edit', () => act.edit(message)) : nothing}
    ${own || act.mayModerate ? tool(words.delete, 'trash', () => act.remove(message)) : nothing}
  </div>`;
}
