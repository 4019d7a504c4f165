import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Alias,
  type Node,
  type Scalar,
  type YAMLError,
} from 'yaml';
import { DropinError } from '../../common/errors.js';
import { EXIT } from '../../common/exit-codes.js';
import { messageAt } from './message.js';
import { showValue } from '../../common/printable.js';
import type { MapEntry, MapTree, Origin, SourceFile, Tree } from './tree.js';

/** Maximum number of values in a file, with aliases expanded. More must be a mistake or an attack. */
const MAX_VALUES = 100_000;
/** Maximum number of nested levels. */
const MAX_DEPTH = 64;

/** Maximum number of syntax errors shown: the first ones cause the others. */
const MAX_ERRORS = 10;

/** The origin of a character, by its offset in the text. */
type Locate = (offset: number) => Origin;

/**
 * Parses a YAML file.
 *
 * @throws {DropinError} with every syntax error, or the first value beyond the limits above.
 */
export function parseYaml(file: SourceFile): Tree {
  const lines = new LineCounter();
  return convertText(file.text, lines, (offset) => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  });
}

/** Parses the YAML value of a command-line option. */
export function parseOptionValue(text: string, option: string): Tree {
  return convertText(text, new LineCounter(), () => ({ option }));
}

function convertText(text: string, lineCounter: LineCounter, locate: Locate): Tree {
  // The parser's own check for repeated keys takes quadratic time.
  const options = { prettyErrors: false, logLevel: 'error', uniqueKeys: false } as const;
  const document = parseDocument(text, { lineCounter, ...options });
  const problems = [...document.errors, ...document.warnings];
  // The parser recurses, and reports an exhausted stack as one error per level.
  if (problems.some(({ message }) => message.includes('call stack'))) throw tooDeep(locate(0));
  if (problems.length > 0) {
    const prototxt = prototxtAt(text);
    if (prototxt !== undefined) {
      const found = 'a Caffe prototxt: write the network as YAML, as in configs/';
      throw new DropinError(messageAt(locate(prototxt), `expected YAML, found ${found}`), EXIT.USAGE);
    }
    const messages = problems.map((problem) => messageAt(locate(problem.pos[0]), describeProblem(problem)));
    throw new DropinError([...new Set(messages)].slice(0, MAX_ERRORS).join('\n'), EXIT.USAGE);
  }
  return new Converter(locate).convert(document.contents, 0);
}

function describeProblem({ code, message }: YAMLError): string {
  return code === 'MULTIPLE_DOCS'
    ? 'expected one YAML document in the file, found another'
    : `bad YAML: ${message}`;
}

/** Offset of the text by which a Caffe prototxt is recognized: `layer {`, `transform_param {`. */
function prototxtAt(text: string): number | undefined {
  const match = /^[ \t]*(?:layers?|[a-z]+_param)[ \t]*:?[ \t]*\{[ \t]*$/m.exec(text);
  return match?.index;
}

/** The entries of a map: those merged by `<<`, and its own. */
interface Entries {
  readonly merged: Map<string, MapEntry>;
  readonly own: Map<string, MapEntry>;
}

class Converter {
  private values = 0;
  /** Origin of the outermost alias that is being expanded. */
  private alias: Origin | undefined;

  /** The anchors so far. An alias refers to the last anchor of its name that precedes it. */
  private readonly anchors = new Map<string, Node>();

  constructor(private readonly locate: Locate) {}

  convert(node: Node | null, depth: number): Tree {
    const origin = this.locate(node?.range?.[0] ?? 0);
    this.count(origin, depth);
    if (node === null) return { kind: 'scalar', origin, value: null };
    if (isAlias(node)) return this.expandAlias(node, origin, depth);
    if (node.anchor !== undefined) this.anchors.set(node.anchor, node);
    if (isMap<Node, Node | null>(node)) return this.convertMap(node.items, origin, depth);
    if (isSeq<Node | null>(node)) {
      return { kind: 'list', origin, items: node.items.map((item) => this.convert(item, depth + 1)) };
    }
    return { kind: 'scalar', origin, value: isScalar(node) ? node.value : null };
  }

  private expandAlias(node: Alias, origin: Origin, depth: number): Tree {
    const outermost = this.alias === undefined;
    this.alias ??= origin;
    const target = this.anchors.get(node.source);
    if (target === undefined) {
      throw new DropinError(
        messageAt(origin, `expected a preceding anchor &${node.source}, found none`),
        EXIT.USAGE,
      );
    }
    const tree = this.convert(target, depth + 1);
    if (outermost) this.alias = undefined;
    return tree;
  }

  private convertMap(
    items: readonly { key: Node; value: Node | null }[],
    origin: Origin,
    depth: number,
  ): MapTree {
    const entries: Entries = { merged: new Map(), own: new Map() };
    for (const { key, value } of items) {
      const keyOrigin = this.locate(key.range?.[0] ?? 0);
      if (!isScalar(key)) {
        throw new DropinError(
          messageAt(keyOrigin, 'expected a simple key, found a list, mapping or alias'),
          EXIT.USAGE,
        );
      }
      const tree = value === null ? emptyValue(keyOrigin) : this.convert(value, depth + 1);
      if (isMergeKey(key)) mergeInto(entries.merged, tree);
      else addOwn(entries.own, String(key.value), { key: keyOrigin, tree });
    }
    return { kind: 'map', origin, entries: new Map([...entries.merged, ...entries.own]) };
  }

  private count(origin: Origin, depth: number): void {
    this.values += 1;
    if (this.values > MAX_VALUES) {
      const text = `expected at most ${MAX_VALUES.toLocaleString('en')} values, aliases expanded, found more`;
      throw new DropinError(messageAt(this.alias ?? origin, text), EXIT.USAGE);
    }
    if (depth > MAX_DEPTH) throw tooDeep(this.alias ?? origin);
  }
}

/** Whether a key is `<<`, YAML 1.1's merge key, which adds the entries of one or more maps. */
function isMergeKey({ value, type }: Scalar): boolean {
  return value === '<<' && type === 'PLAIN';
}

function addOwn(own: Map<string, MapEntry>, key: string, entry: MapEntry): void {
  if (own.has(key)) {
    const text = `expected each key once, found ${showValue(key)} a second time`;
    throw new DropinError(messageAt(entry.key, text), EXIT.USAGE);
  }
  own.set(key, entry);
}

/** Adds the entries of a map or of a list of maps. If several have a key, the first takes precedence. */
function mergeInto(merged: Map<string, MapEntry>, tree: Tree): void {
  for (const source of tree.kind === 'list' ? tree.items : [tree]) {
    if (source.kind !== 'map') {
      const text = '<<: expected a mapping or a list of mappings, usually *ALIAS';
      throw new DropinError(messageAt(source.origin, text), EXIT.USAGE);
    }
    for (const [key, entry] of source.entries) if (!merged.has(key)) merged.set(key, entry);
  }
}

function emptyValue(origin: Origin): Tree {
  return { kind: 'scalar', origin, value: null };
}

function tooDeep(origin: Origin): DropinError {
  return new DropinError(
    messageAt(origin, `expected at most ${MAX_DEPTH} levels of nesting, found more`),
    EXIT.USAGE,
  );
}

/**
 * Requires a tree that is a map.
 *
 * @throws {DropinError}
 */
export function requireMap(tree: Tree, what: string): MapTree {
  if (tree.kind === 'map') return tree;
  const found = tree.kind === 'list' ? 'a list' : tree.value === null ? 'nothing' : showValue(tree.value);
  throw new DropinError(messageAt(tree.origin, `expected ${what}, found ${found}`), EXIT.USAGE);
}
