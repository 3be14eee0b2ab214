import { LitElement } from 'lit';

/** Renders into the page itself, so that the site's sheet applies and labels reach across. */
export class LightElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}

/** define() twice is an error when two entries carry the same element. */
export function define(name: string, element: CustomElementConstructor): void {
  if (!customElements.get(name)) customElements.define(name, element);
}
