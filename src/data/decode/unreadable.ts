/** An image that cannot be read. The message says why and follows the file's name. */
export class UnreadableImage extends Error {}
