import { noChange } from 'lit';
import { Directive, directive, PartType, type ElementPart, type PartInfo } from 'lit/directive.js';

/**
 * Sets style properties through the object model. Lit's own styleMap writes a style attribute on its first render, which the
 * content security policy refuses.
 */
class CssVars extends Directive {
  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('cssVars stands inside a tag, not in an attribute.');
  }

  override update(part: ElementPart, [vars]: [Record<string, string | number>]): unknown {
    const { style } = part.element as HTMLElement;
    for (const [name, value] of Object.entries(vars)) style.setProperty(name, String(value));
    return noChange;
  }

  render(_vars: Record<string, string | number>): unknown {
    return noChange;
  }
}

export const cssVars = directive(CssVars);
