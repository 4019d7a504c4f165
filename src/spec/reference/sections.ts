import { stringify } from 'yaml';
import { identityOf, markedSchema, type Identity, type Node } from './marked-schema.js';
import { scalarText } from './scalar-text.js';

/** A field, as a row of the page. Texts are Markdown. */
export interface FieldRow {
  readonly name: string;
  readonly values: string;
  /** `required`, the default, or nothing for an optional field. */
  readonly fallback: string;
  /** Undefined for a map whose fields differ in this. */
  readonly identity: Identity | undefined;
  readonly meaning: string;
}

/** A map of the spec and its fields. */
export interface Section {
  /** `network[].conv` */
  readonly path: string;
  readonly meaning: string;
  readonly rows: FieldRow[];
  /** The schemas of the fields, to recognize the same fields elsewhere. */
  readonly fields: ReadonlyMap<string, string>;
}

/** All maps of a spec, each once: one with the fields of an earlier map is described by a link to that. */
export function specSections(): readonly Section[] {
  const sections: Section[] = [];
  addMap(sections, markedSchema(), '', undefined);
  return sections;
}

/** The name of a section, as a link to it. */
function linkTo({ path }: Section): string {
  return `[\`${path}\`](#${path.toLowerCase().replaceAll(/[^\w-]/g, '')})`;
}

function addMap(sections: Section[], node: Node, path: string, mark: Identity | undefined): Section {
  const properties = Object.entries(propertiesOf(node));
  const fields = new Map(properties.map(([name, field]) => [name, JSON.stringify(field)]));
  const section: Section = { path, meaning: node.description ?? '', rows: [], fields };
  sections.push(section);
  const rows = new Map<string, FieldRow>();
  for (const [name, field] of describedFirst(properties)) {
    const required = node.required?.includes(name) === true;
    const inner = path === '' ? name : `${path}.${name}`;
    rows.set(name, rowOf(sections, name, field, { path: inner, mark, required }));
  }
  section.rows.push(...properties.map(([name]) => rows.get(name)!));
  return section;
}

/** `defaults` comes last, so that it refers to the layers whose fields it has. */
function describedFirst(properties: readonly [string, Node][]): readonly [string, Node][] {
  return properties.toSorted(([a], [b]) => Number(a === 'defaults') - Number(b === 'defaults'));
}

interface Place {
  readonly path: string;
  readonly mark: Identity | undefined;
  readonly required: boolean;
}

function rowOf(sections: Section[], name: string, node: Node, place: Place): FieldRow {
  const identity = identityOf(node) ?? place.mark;
  return {
    name,
    values: valuesOf(sections, node, place.path, identity),
    fallback: place.required ? 'required' : defaultOf(node),
    identity,
    meaning: node.description ?? '',
  };
}

/** `{}` stands for the defaults of a map's fields, which their own rows give. */
function defaultOf({ default: value }: Node): string {
  if (value === undefined || JSON.stringify(value) === '{}') return '';
  return `\`${stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim()}\``;
}

function valuesOf(sections: Section[], node: Node, path: string, mark: Identity | undefined): string {
  const options = node.oneOf ?? node.anyOf;
  if (options !== undefined) return optionsText(sections, node, options, path, mark);
  if (node.properties !== undefined) return mapText(sections, node, path, mark);
  if (node.prefixItems !== undefined)
    return `list of ${(node.prefixItems as Node[]).map(scalarText).join(', ')}`;
  if (node.items !== undefined) return `list of ${valuesOf(sections, node.items as Node, `${path}[]`, mark)}`;
  if (typeof node.additionalProperties === 'object')
    return `map of names to ${valuesOf(sections, node.additionalProperties, `${path}.*`, mark)}`;
  return scalarText(node);
}

function mapText(sections: Section[], node: Node, path: string, mark: Identity | undefined): string {
  const properties = Object.entries(propertiesOf(node));
  const [known] = sections
    .filter(({ fields }) => properties.every(([name, field]) => fields.get(name) === JSON.stringify(field)))
    .toSorted((a, b) => a.fields.size - b.fields.size);
  if (known === undefined) return `map ${linkTo(addMap(sections, node, path, mark))}`;
  if (known.fields.size === properties.length) return `map ${linkTo(known)}`;
  return `map of ${properties.map(([name]) => `\`${name}\``).join(', ')}, as in ${linkTo(known)}`;
}

function optionsText(
  sections: Section[],
  node: Node,
  options: readonly Node[],
  path: string,
  mark: Identity | undefined,
): string {
  const types = options.map((option) => option.properties?.type as Node | undefined);
  if (types.every((type) => type?.const !== undefined))
    return `map ${linkTo(kindsSection(sections, node, options, path, mark))}`;
  return options.map((option) => valuesOf(sections, option, path, mark)).join(', or ');
}

/** A map of several kinds, told apart by `type`: a row for each kind, followed by its own fields. */
function kindsSection(
  sections: Section[],
  node: Node,
  options: readonly Node[],
  path: string,
  mark: Identity | undefined,
): Section {
  const fields = new Map(options.map((option, i) => [String(i), JSON.stringify(option)]));
  const same = sections.find((section) => section.fields.get('0') === fields.get('0'));
  if (same !== undefined) return same;
  const section: Section = { path, meaning: node.description ?? '', rows: [], fields };
  sections.push(section);
  for (const option of options) {
    const { type, ...rest } = propertiesOf(option);
    const kind = { name: `type: ${String(type?.const)}`, values: '', fallback: '', identity: mark };
    section.rows.push({ ...kind, meaning: option.description ?? '' });
    for (const [name, field] of Object.entries(rest)) {
      const required = option.required?.includes(name) === true;
      section.rows.push(rowOf(sections, name, field, { path: `${path}.${name}`, mark, required }));
    }
  }
  return section;
}

function propertiesOf(node: Node): Record<string, Node> {
  return (node.properties ?? {}) as Record<string, Node>;
}
