/** Maximum number of quoted lines. */
const MAX_REASONS = 5;

/**
 * The lines of TensorFlow's log that may explain why it found no GPU, without the prefix of severity, time and thread.
 *
 * `E0000 00:00:1764040000.000000 12 cuda_platform.cc:51] failed call to cuInit: …` → `failed call to cuInit: …`
 */
export function reasonsFrom(log: string): string[] {
  const reasons = log
    .split('\n')
    .filter((line) => /gpu|cuda|cudnn|cuinit|driver|nvidia/i.test(line))
    // TensorFlow always complains about factories that it registers twice.
    .filter((line) => !/Unable to register|computation placer already/.test(line))
    .map((line) => line.replace(/^(?:[IWEF]\d{4} \S+|[\d-]+ [\d:.]+: [IWEF]).*?\] ?/, '').trim());
  return [...new Set(reasons)].slice(0, MAX_REASONS);
}
