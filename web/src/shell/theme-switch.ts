import { html } from 'lit';
import { LightElement } from '../lib/light-element.ts';
import { words } from '../lib/words.ts';

type Theme = 'system' | 'dark' | 'light';
const themes: Theme[] = ['system', 'dark', 'light'];
const year = 31_536_000;

/** Three choices. The cookie is read by the server, so that the next page is painted right at once. */
export class ThemeSwitch extends LightElement {
  protected override render() {
    const now = (document.documentElement.dataset.theme ?? 'system') as Theme;
    const inMenu = this.closest('[role="menu"]') !== null;
    return html`<span class="theme" role="group" aria-label=${words.theme.label}>
      <span class="small" aria-hidden="true">${words.theme.label}</span>
      <span class="seg">${themes.map((theme) => this.choice(theme, theme === now, inMenu))}</span>
    </span>`;
  }

  private choice(theme: Theme, chosen: boolean, inMenu: boolean) {
    const choose = () => this.choose(theme);
    return inMenu
      ? html`<button type="button" role="menuitemradio" aria-checked=${String(chosen)} @click=${choose}>${words.theme[theme]}</button>`
      : html`<button type="button" aria-pressed=${String(chosen)} @click=${choose}>${words.theme[theme]}</button>`;
  }

  private choose(theme: Theme): void {
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    document.cookie = `matinee-theme=${theme}; path=/; max-age=${theme === 'system' ? 0 : year}; samesite=lax`;
    this.requestUpdate();
  }
}
