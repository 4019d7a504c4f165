import { sameShape } from '../common/shapes.js';
import type { SpecIssue } from '../spec/issues.js';
import type { Draft } from './expand/draft.js';
import type { Layer, PlacedLayer, ResizeLayer, Shape, SpecPath } from './layer.js';
import { place } from './layers/registry.js';
import type { Input } from './layers/rules.js';
import { displayName, type WiredDraft } from './wiring.js';

/** Adds layers one by one, each after its inputs. Leaves out a layer if one of its inputs could not be added. */
export class Placing {
  readonly layers: PlacedLayer[] = [];
  private readonly shapes = new Map<string, Shape>();

  constructor(private readonly issues: SpecIssue[]) {}

  shapeOf(name: string): Shape | undefined {
    return this.shapes.get(name);
  }

  addDraft({ draft, inputs }: WiredDraft): void {
    if (!inputs.every((name) => name !== undefined && this.shapes.has(name))) return;
    const names = this.fitted(draft, inputs as readonly string[]);
    if (names === undefined) return;
    this.add({ ...draft.layer, inputs: names });
  }

  add(layer: Layer): void {
    const inputs = layer.inputs.map((name): Input => ({
      name: displayName(name),
      shape: this.shapes.get(name)!,
    }));
    const placed = place(layer, inputs);
    if ('expected' in placed) {
      const { field, expected, found } = placed;
      const path: SpecPath = field === undefined ? layer.path : [...layer.path, field];
      this.issues.push({ path, expected, found });
      return;
    }
    this.layers.push(placed);
    this.shapes.set(layer.name, placed.outputShape);
  }

  /** The inputs of a layer, made to fit one another as far as the draft asks for it; undefined if that fails. */
  private fitted(draft: Draft, inputs: readonly string[]): readonly string[] | undefined {
    return draft.projection === undefined
      ? this.resized(draft, inputs)
      : this.projected(draft.projection, inputs as readonly [string, string]);
  }

  /** The inputs of a residual connection: the branch and its shortcut. */
  private projected(
    projection: NonNullable<Draft['projection']>,
    [branch, shortcut]: readonly [string, string],
  ): readonly string[] | undefined {
    if (sameShape(this.shapes.get(branch)!, this.shapes.get(shortcut)!)) return [branch, shortcut];
    const last = projection.reduce((input, layer) => {
      if (this.shapes.has(input)) this.add({ ...layer, inputs: [input] });
      return layer.name;
    }, shortcut);
    return this.shapes.has(last) ? [branch, last] : undefined;
  }

  /**
   * The inputs of a layer. For a DropIn with `resize`, adds `<dropin>/resize`, which replaces y_prev; undefined if that
   * fails.
   */
  private resized(draft: Draft, inputs: readonly string[]): readonly string[] | undefined {
    if (draft.resize === undefined) return inputs;
    const [yNew, yPrevious] = inputs as readonly [string, string];
    const name = `${draft.layer.name}/resize`;
    const { path } = draft.layer;
    this.add({
      type: 'resize',
      name,
      inputs: [yPrevious],
      path,
      ...target(this.shapes.get(yNew)!),
      method: draft.resize,
    });
    return this.shapes.has(name) ? [yNew, name] : undefined;
  }
}

function target(shape: Shape): Pick<ResizeLayer, 'height' | 'width' | 'channels'> {
  return shape.length === 3
    ? { height: shape[0], width: shape[1], channels: shape[2] }
    : { height: undefined, width: undefined, channels: shape[0] };
}
