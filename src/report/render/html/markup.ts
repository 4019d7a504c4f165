/** Text that is already HTML. */
export class Markup {
  constructor(readonly text: string) {}
}

type Part = string | number | Markup | readonly Part[] | undefined | false;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/** HTML in which every inserted value is escaped unless it is Markup. Lists are joined; undefined and false are omitted. */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(strings.map((text, i) => (i === 0 ? text : show(parts[i - 1]) + text)).join(''));
}

function show(part: Part): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part));
  return part.map(show).join('');
}

/** Embeds data for a script of the page. No text in it can close the element. */
export function jsonScript(id: string, value: unknown): Markup {
  const text = JSON.stringify(value).replaceAll('<', '\\u003c');
  return new Markup(`<script type="application/json" id="${escapeHtml(id)}">${text}</script>`);
}

/** Embeds a script byte for byte, so that a server can identify it by its digest. */
export function inlineScript(script: string): Markup {
  return new Markup(`<script>${script}</script>`);
}
