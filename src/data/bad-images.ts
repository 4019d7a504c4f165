import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';

/** An image that cannot be read, and why. */
export interface BadImage {
  readonly file: string;
  readonly reason: string;
}

/** Collects images that cannot be read or that cause warnings, and applies `dataset.on_bad_image`. */
export class BadImages {
  private readonly known = new Map<string, BadImage>();
  private readonly warnings = new Map<string, BadImage>();

  /** @param onSkip Called once for each skipped image. */
  constructor(
    private readonly policy: 'fail' | 'skip',
    private readonly onSkip: (image: BadImage) => void = () => undefined,
  ) {}

  /** Skipped images, in the order they were found. */
  get list(): BadImage[] {
    return [...this.known.values()];
  }

  /** Images that were read although their files are malformed, in the order they were found. */
  get warned(): BadImage[] {
    return [...this.warnings.values()];
  }

  warn(image: BadImage): void {
    this.warnings.set(image.file, image);
  }

  /** @throws {DropinError} exit code 3, naming the file, unless bad images are skipped. */
  report(image: BadImage): void {
    if (this.policy === 'fail') {
      throw new DropinError(
        `data: ${image.file} ${image.reason}; repair or remove it, or set dataset.on_bad_image to skip ` +
          `(dropin datasets verify lists all bad images)`,
        EXIT.DATA,
      );
    }
    this.skip(image);
  }

  /**
   * Reports the images that the shards in `folder` leave out.
   *
   * @throws {DropinError} exit code 3, naming the first image, unless bad images are skipped.
   */
  reportLeftOut(images: readonly BadImage[], folder: string): void {
    const [first] = images;
    if (this.policy === 'fail' && first !== undefined) {
      const more = images.length === 1 ? '' : `, and ${images.length - 1} more`;
      throw new DropinError(
        `data: ${folder} was made without ${first.file}, which ${first.reason}${more}; repair it and ` +
          'run dropin datasets prepare again, or set dataset.on_bad_image to skip',
        EXIT.DATA,
      );
    }
    images.forEach((image) => {
      this.skip(image);
    });
  }

  private skip(image: BadImage): void {
    if (this.known.has(image.file)) return;
    this.known.set(image.file, image);
    this.onSkip(image);
  }
}
