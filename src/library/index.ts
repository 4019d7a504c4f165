/** What `import … from 'dropin'` gives: the functions behind the commands (docs/library.md). */
export { DropinError } from '../common/errors.js';
export { EXIT } from '../common/exit-codes.js';
export { SignalStop, type StopRequest } from '../train/signals.js';
export { evaluate } from './evaluate.js';
export { exportRun, type ExportOptions, type ExportResult } from './export.js';
export { predict, type ClassProbability, type ImagePrediction } from './predict.js';
export { report, type ReportData, type ReportOptions, type ReportResult } from './report.js';
export { runs } from './runs.js';
export { train, type TrainOptions, type TrainResult } from './train.js';
export { validate, type Verdict } from './validate.js';
export type { CheckpointOptions } from './checkpoint-options.js';
export type { PlaceOptions, SpecChanges } from './training-options.js';
export type { RunObserver } from '../train/observer.js';
export type { RunRecord } from '../run/record.js';
export type { Device } from '../common/device.js';
export type { ComputeOptions } from './tensorflow.js';
export type { Evaluation, TestedImage } from '../train/evaluate.js';
export type { ListedRun } from '../report/own/listing.js';
