/** Most lines that are quoted. */
const MOST = 5;

/**
 * The lines of TensorFlow's log that may say why it found no GPU, without their prefix of severity, time and thread.
 *
 * `E0000 00:00:1764040000.000000 12 cuda_platform.cc:51] failed call to cuInit: …` → `failed call to cuInit: …`
 */
export function reasonsFrom(log: string): string[] {
  const reasons = log
    .split('\n')
    .filter((line) => /gpu|cuda|cudnn|cuinit|driver|nvidia/i.test(line))
    // Factories that are registered twice are TensorFlow's own affair.
    .filter((line) => !/Unable to register|computation placer already/.test(line))
    .map((line) => line.replace(/^(?:[IWEF]\d{4} \S+|[\d-]+ [\d:.]+: [IWEF]).*?\] ?/, '').trim());
  return [...new Set(reasons)].slice(0, MOST);
}
