import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { ask } from '../../lib/ask.ts';
import { define } from '../../lib/light-element.ts';
import { icon } from '../../lib/parts.ts';
import { cssVars } from '../../player/css-vars.ts';
import { may } from '../store/room-state.ts';
import type { MemberSync } from '../sync/member-reports.ts';
import type { Member, RoomRole } from '../wire.ts';
import { count, fill, initials, words } from '../words.ts';
import { chipOf, signed } from './member-chip.ts';
import { MyStatus } from './my-status.ts';
import { RoomElement } from './room-element.ts';

const rank: Readonly<Record<RoomRole, number>> = { owner: 0, admin: 1, member: 2, guest: 3 };

/** Who is there, how close to the room's clock, and what a moderator may do about it. */
export class RoomPeople extends RoomElement {
  protected override render(): TemplateResult {
    const { state } = this.desk.store;
    const members = [...state.members.values()].sort((a, b) => rank[a.role] - rank[b.role] || a.name.localeCompare(b.name));
    const hidden = state.memberCount - members.length;
    return html`<div class="sidehead"><span class="tc">${words.driftTo}</span>
        ${may(state, 'playback') && state.playback.item !== null ? html`<button type="button" class="btn btn--sm end" ?disabled=${state.ready !== null} @click=${() => void this.desk.store.ask('room.ready.start')}>${icon('check')}${words.readyCheck}</button>` : nothing}</div>
      <my-status .desk=${this.desk}></my-status>
      <ul class="members">${repeat(members, (m) => m.id, (m) => this.#member(m))}</ul>
      ${hidden > 0 ? html`<p class="members__more muted small">${count(words.moreMembers, hidden)}</p>` : nothing}`;
  }

  #member(member: Member): TemplateResult {
    const sync = this.desk.syncOf(member.id);
    const chip = chipOf(member, sync);
    const own = member.id === this.desk.store.state.me?.id;
    const said = [words.role[member.role], own ? words.you : '', member.muted ? words.member.muted : ''].filter((w) => w !== '').join(', ');
    return html`<li>
      <span class="av av--l ${chip.ring}" aria-hidden="true">${initials(member.name)}</span>
      <span class="grow"><span class="row"><b class="clip" dir="auto">${member.name}</b>${said === '' ? nothing : html`<span class="role tiny">${said}</span>`}</span>
        <span class="st ${chip.dot}">${chip.text}${member.statusText ? html` <span class="muted clip" dir="auto">${member.statusText}</span>` : nothing}</span></span>
      ${drift(sync)}
      ${own ? nothing : this.#letter(member)}
      ${own ? nothing : this.#menu(member)}
    </li>`;
  }

  #letter(member: Member): TemplateResult {
    const unread = this.desk.mail.unreadFrom(member.id);
    return html`<button type="button" class="btn btn--ghost btn--icon btn--sm" aria-label=${fill(unread > 0 ? words.direct.writeNew : words.direct.write, { name: member.name, n: unread })} title=${fill(words.direct.write, { name: member.name })}
      @click=${() => this.dispatchEvent(new CustomEvent('roomwrite', { bubbles: true, detail: { id: member.id, name: member.name } }))}>${icon('send')}${unread > 0 ? html`<span class="n">${unread}</span>` : nothing}</button>`;
  }

  #menu(member: Member): TemplateResult | typeof nothing {
    const { state } = this.desk.store;
    const above = state.me !== undefined && rank[state.me.role] < rank[member.role];
    if (!above || (!may(state, 'members') && !may(state, 'roles'))) return nothing;
    const item = (label: string, run: () => void, bad = false) => html`<button type="button" role="menuitem" class=${bad ? 'bad' : ''} @click=${(event: Event) => {
      (event.currentTarget as HTMLElement).closest('details')?.removeAttribute('open');
      run();
    }}>${label}</button>`;
    const { store } = this.desk;
    return html`<menu-button><details class="menubtn"><summary class="btn btn--ghost btn--icon btn--sm" aria-haspopup="menu" aria-label=${fill(words.member.more, { name: member.name })}>${icon('more')}</summary>
      <div class="menu menu--end" role="menu" aria-label=${fill(words.member.more, { name: member.name })}>
        ${may(state, 'roles') && member.role !== 'guest' ? item(member.role === 'admin' ? words.member.makeMember : words.member.makeAdmin, () => void store.ask('room.role', { member: member.id, role: member.role === 'admin' ? 'member' : 'admin' })) : nothing}
        ${may(state, 'own') && member.role !== 'guest' ? item(words.member.transfer, () => void this.#sure('room.transfer', member, 'transfer')) : nothing}
        ${may(state, 'members')
          ? html`${item(member.muted ? words.member.unmute : words.member.mute, () => void store.ask(member.muted ? 'room.unmute' : 'room.mute', { member: member.id }))}
            ${item(words.member.kick, () => void store.ask('room.kick', { member: member.id }), true)}
            ${item(words.member.ban, () => void this.#sure('room.ban', member, 'ban'), true)}`
          : nothing}
      </div></details></menu-button>`;
  }

  async #sure(method: string, member: Member, what: 'ban' | 'transfer'): Promise<void> {
    const text = words.member;
    if (await ask(fill(text[`${what}Ask`], { name: member.name }), text[`${what}Text`], text[`${what}Yes`], words.cancel)) await this.desk.store.ask(method, { member: member.id });
  }
}

function drift(sync: MemberSync): TemplateResult {
  if (sync.drift === undefined || sync.state === 'away') return html`<span class="drift" aria-hidden="true"></span><span class="tc"></span>`;
  const ms = Math.round(sync.drift);
  return html`<span class="drift ${sync.state === 'catch' ? 'drift--off' : ''}" role="img" aria-label=${fill(words.driftSentence, { n: ms })}><i ${cssVars({ '--d': Math.max(-100, Math.min(100, ms)) })}></i></span>
    <span class="tc" aria-hidden="true">${fill(words.driftOf, { n: signed(ms) })}</span>`;
}

define('my-status', MyStatus);
define('room-people', RoomPeople);
