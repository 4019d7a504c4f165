import { DropinError } from '../spec/errors.js';

/** An image that cannot be read, and why. */
export interface BadImage {
  readonly file: string;
  readonly reason: string;
}

/** What happens at an image that cannot be read. */
export class BadImages {
  private readonly known = new Map<string, BadImage>();

  /** @param onSkip Told of each skipped image once. */
  constructor(
    private readonly policy: 'fail' | 'skip',
    private readonly onSkip: (image: BadImage) => void = () => undefined,
  ) {}

  /** Skipped images, in the order they were met. */
  get list(): BadImage[] {
    return [...this.known.values()];
  }

  /** @throws {DropinError} exit code 3, naming the file, unless bad images are skipped. */
  report(image: BadImage): void {
    if (this.policy === 'fail') {
      throw new DropinError(
        `data: ${image.file} ${image.reason}; mend or remove it, or set dataset.on_bad_image to skip ` +
          `(dropin datasets verify finds them all)`,
        3,
      );
    }
    if (this.known.has(image.file)) return;
    this.known.set(image.file, image);
    this.onSkip(image);
  }
}
