// What crosses between the kernel and the browser. scripts/wire_types.py writes this file from the typed dictionaries
// beside the Python code that sends them; change those.

export type Dtype = "f8" | "f4" | "i4" | "i2" | "u1";

/** An array: its values in C order, little endian. */
export interface WireArray {
  dtype: Dtype;
  shape: number[];
  /** The kernel's buffer from the widget manager. A saved page may provide bytes instead. */
  data: ArrayBufferView | ArrayBuffer;
}

export type DoubtName = "constant" | "few_samples" | "penalty" | "low_score" | "middling" | "shrunk" | "gap" | "sign" | "range" | "separated" | "other_output";

export type KernelName = "exponential" | "gaussian" | "epanechnikov" | "triangular" | "uniform";

export type Value = number | string | boolean | null;

/** One of the options of a choice. */
export interface Option {
  value: Value;
  label: string;
  disabled?: boolean;
}

/** The control of one parameter. */
export interface Control {
  name: string;
  label: string;
  help: string;
  group: string;
  kind: "width" | "log" | "range" | "weight" | "count" | "number" | "choice" | "fill" | "switch" | "seed" | "text";
  min?: number;
  max?: number;
  step?: number;
  options?: Option[];
  default: Value;
  /** Why the parameter has no effect now. */
  idle?: string;
}

/** A reason for doubt in words, and the change of a parameter that would help. */
export interface Reason {
  /**
   * With {score}, {fidelity}, {samples}, {taken}, {surrogate} and {model} in place of the frame's own
   * numbers.
   */
  sentence: string;
  label?: string;
  parameter?: string;
  value?: Value;
}

/** A doubt that arises at some kernel widths. */
export interface WireDoubt {
  reasons: Reason[];
  /** For each width the place of its reason, from 1; 0 where there is none. */
  at: WireArray;
}

/** Why the surrogate answers as it does, at each kernel width. */
export interface WireWhy {
  sentences: string[];
  /** For each width the index of its sentence. */
  at: WireArray;
}

/** One value of the row, changed. */
export interface FlipEdit {
  column: string;
  text: string;
}

/** What LIME gives beside Shapley values, or Shapley values beside LIME's weights. */
export interface Difference {
  /** The other method. */
  method: "lime" | "shapley";
  /** What it gives each displayed feature. */
  contributions: [number, number][];
  /** Half widths of their 95 % intervals, where they are known. */
  intervals: [number, number][];
  /** The features that differ most, of those that differ by more than chance. */
  marked: number[];
  sentence: string;
}

/** An explanation that the user keeps to compare others with. */
export interface Pinned {
  label: string;
  output: number;
  /** The model's answer for the instance then. */
  model: number;
  /** By what they are of, such as the column of a table. */
  weights: [string, number][];
}

/** The smallest changes after which the model predicts another class. */
export interface Flips {
  /** Empty where nothing was found or searched. */
  sentence: string;
  n_tried: number;
  /** How many model evaluations the search took. */
  n_calls: number;
  /** Whether a search can be asked for, because the model is too slow to search unasked. */
  offered: boolean;
  /** For a text or an image: the parts of each. */
  removals: number[][];
  /** For a table: the new value of each. */
  edits: FlipEdit[];
}

/** One node of a tree; the first is the root. */
export interface TreeNode {
  /** The question in words; empty for a leaf. */
  test: string;
  /** What holds where the answer is no. */
  otherwise: string;
  /** −1 for a leaf. */
  feature: number;
  value: number;
  /** The share of the weight of all samples. */
  share: number;
  /** The node that follows; −1 for a leaf. */
  yes: number;
  no: number;
  /** Whether the instance comes here. */
  on_path: boolean;
}

/** The weights of both surrogates at the instance, the largest first. */
export interface GlobalWeights {
  features: WireArray;
  names: string[];
  local: WireArray;
  whole: WireArray;
  /** Half widths of the 95 % intervals; NaN where they are not known. */
  local_interval: WireArray;
  whole_interval: WireArray;
  /** 1 where the difference is larger than chance. */
  differs: WireArray;
  headline: string;
  answers: string;
  /** What the numbers are. */
  note: string;
  /** For the instance: of the model, the local surrogate, that of the whole model. */
  predictions: number[];
  /** R² of samples left out. */
  local_score: number | null;
  /** R² on training rows held out. */
  whole_score: number | null;
  n_held_out: number;
  surrogate: string;
}

/** How a surrogate of the whole model stands. */
export interface Global {
  /** How many training rows the model is asked about. */
  n_rows: number;
  /** How long that takes, if it is known. */
  seconds: number | null;
  /** How many of them are answered; null where nobody has asked. */
  n_answered: number | null;
  error: string;
  weights?: GlobalWeights;
}

/** A sweep: the explanation at each kernel width, a frame. */
export interface Frames {
  generation: number;
  n_samples: number;
  /**
   * Rows that the model evaluated. In an exact study these are fewer than the samples that they represent.
   */
  n_rows: number;
  /** True where every mask was evaluated: there is no sampling error. */
  exact: boolean;
  complete: boolean;
  output: number;
  /** The kind: linear, the logistic function of a linear sum, a tree, or an estimator of the user's. */
  surrogate: "ridge" | "lasso" | "bayesian" | "logistic" | "tree" | "estimator";
  /**
   * Whether it is a weighted sum of the features, or the logistic function of one. Else weights are
   * contributions.
   */
  additive: boolean;
  /** The folds of the cross-validation in the place of leaving each sample out; else 0. */
  folds: number;
  /** Why there is no sweep over all widths, where none will come; else empty. */
  unswept: string;
  method: "lime" | "shapley";
  /** Of Shapley values: the sum of those that are not shown; else 0. */
  rest: number;
  /** For a tree: its nodes at each width. */
  trees?: TreeNode[][];
  kernel_width: WireArray;
  features: WireArray;
  coef: WireArray;
  /** Half widths of the 95 % intervals of the coefficients. */
  interval: WireArray;
  intercept: WireArray;
  score: WireArray;
  loo_score: WireArray;
  fidelity: WireArray;
  shrinkage: WireArray;
  /** 0 good, 1 fair, 2 poor. */
  grade: WireArray;
  ess: WireArray;
  local_prediction: WireArray;
  /** The doubts that arise at any width. */
  doubts: Partial<Record<DoubtName, WireDoubt>>;
  why: WireWhy;
  /** For a table: the instance of these frames in the interpretable representation. */
  at?: WireArray;
  /** For a table: the values of the instance, by column. */
  codes?: WireArray;
}

/** The interpretable features. */
export interface Features {
  names: string[];
  /** For a table: the column of each feature. */
  columns: number[];
  /**
   * The unit of each feature that is a number, such as its column's standard deviation; 0 for an on/off
   * feature.
   */
  units: number[];
}

/** The outputs of the black box. */
export interface Outputs {
  names: string[];
  kind: "probability" | "value" | "score";
}

/** The black box's answer for the instance, and the range of its answers over the samples. */
export interface Prediction {
  values: number[];
  low: number;
  high: number;
}

/** One value of the explained row, with what its editor needs. */
export interface Cell {
  column: string;
  kind: "number" | "category" | "written";
  text: string;
  value: number | string | null;
  options?: string[];
  step?: number;
  changed: boolean;
  missing_allowed: boolean;
  told?: string;
}

/** A text and the positions of its units, in UTF-16 units as in a JavaScript string. */
export interface Text {
  text: string;
  starts: WireArray;
  stops: WireArray;
  /** The feature of each unit. Equal units may share a feature. */
  features: WireArray;
  /** The text that replaces a removed unit. */
  mask: string;
  /** Whether it differs from the original text. */
  changed: boolean;
}

/** The model's predictions for the instance without the removed features. */
export interface Variant {
  removed: number[];
  /** Null while the model runs. */
  values: number[] | null;
  error: string | null;
}

/** A picture as the bytes of its file. */
export interface Bytes {
  mime: string;
  data: ArrayBufferView | ArrayBuffer;
}

/** A label map row by row, as run lengths and their superpixels. */
export interface Runs {
  lengths: WireArray;
  values: WireArray;
}

/** A picture and its superpixels. */
export interface Image {
  width: number;
  height: number;
  /** Whether it differs from the original image. */
  changed: boolean;
  picture: Bytes;
  /** The picture with every superpixel hidden. */
  filled: Bytes;
  /** The superpixel of each pixel; −1 for none. */
  labels: Runs;
  n: number;
  notes: string[];
  /** The filling of a hidden superpixel, in words. */
  fill_name: string;
}

/** A preview of superpixels, before the model is called. */
export interface Preview {
  segmentation: string;
  options: Record<string, number>;
  /** Null while they are computed. */
  n: number | null;
  labels: Runs | null;
  error: string | null;
}

/** One setting of a segmentation method. */
export interface SegmentationOption {
  name: string;
  label: string;
  help: string;
  min: number;
  max: number;
  step: number;
  default: number;
  scale: "log" | null;
}

/** A segmentation method and its settings. */
export interface Segmentation {
  value: string;
  label: string;
  options: SegmentationOption[];
}

/** The surrogate's predictions for the samples, at the study's own width. */
export interface Fitted {
  kernel_width: number;
  values: WireArray;
}

/** The samples that the surrogate is fitted to; the first is the instance itself. */
export interface Samples {
  generation: number;
  n: number;
  p: number;
  output: number;
  /**
   * One bit for each feature, set where it is kept: eight in a byte, the first the most significant. Null for
   * tables.
   */
  masks: WireArray | null;
  y: WireArray;
  distance: WireArray;
  /** The number of samples each row represents; null where each is one. */
  counts: WireArray | null;
  /** Weights of a custom kernel, or of Shapley values. */
  weights: WireArray | null;
  /**
   * The logarithm of how densely each row was drawn, by which its weight is divided; null where all are
   * alike.
   */
  log_proposal: WireArray | null;
  /** For a table: the share of the samples off the training data, if it is known. */
  off_data: number | null;
  /** Whether the samples can be drawn where the kernel looks. */
  can_be_local: boolean;
  /** The width that they were drawn for, by the default distance; 0 for none. */
  local_width: number;
  fitted: Fitted | null;
}

/** A number over all runs, in words. */
export interface RepeatsNumber {
  name: string;
  value: string;
  means: string;
}

/** An explanation beside its repeats; M runs, the explanation first, and q features. */
export interface Repeats {
  kernel_width: number;
  output: number;
  /** Every repeat would be equal, and none was made. */
  exact: boolean;
  headline: string;
  numbers: RepeatsNumber[];
  /** Those of the explanation in its order, then those that repeats select. */
  features: number[];
  /** (M, q) weights; NaN where a run does not select the feature. */
  coef: WireArray;
  /** (M, q) ranks by size, from 1; 0 where a run does not select the feature. */
  rank: WireArray;
  mean: WireArray;
  /** Half widths of the 95 % intervals that one run alone predicts. */
  interval: WireArray;
  /** Standard deviations over the runs. */
  spread: WireArray;
  /** Shares of pairs of runs in which the sign differs. */
  flips: WireArray;
}

/** How far the repeats have come, and what more of them cost. */
export interface Repeating {
  /** How many there are; while they grow, how many have all samples. */
  n: number;
  /** How many there shall be; 0 where none are made. */
  asked: number;
  /** Whether repeats get more samples. */
  growing: boolean;
  /** How many samples each repeat has at least; 0 without repeats. */
  samples: number;
  /** How many samples the explanation has. */
  wanted: number;
  /** While they are made: the share that is done. */
  share: number | null;
  error: string;
  /** Whether repeats were dropped because the explanation is of other samples since. */
  outdated: boolean;
  /** How many there should have been before they were stopped; 0 if there are as many. */
  stopped: number;
  /** How many there would be after the next request. */
  more: number;
  /** How many rows the model would be asked about then; 0 where all repeats are equal. */
  rows: number;
  /** How long that would take; −1 if it is not known. */
  seconds: number;
}

/** The gaps between the top k features and the others, at L numbers of samples. */
export interface Settlement {
  why: "settled" | "ties" | "budget" | "growing";
  /** The number of features whose choice shall be settled. */
  k: number;
  sentence: string;
  /** The z that every gap must exceed. */
  threshold: number;
  samples: number[];
  /** (L, k) the top features; −1 where there are fewer. */
  features: WireArray;
  /** (L, k) for each the feature outside that comes closest; −1 where there are fewer. */
  rivals: WireArray;
  /** (L, k) the gaps in standard errors; NaN where they are not known. */
  z: WireArray;
}

/** Whether samples are drawn until the choice is settled. */
export interface Settling {
  active: boolean;
  error: string;
  /** The largest number of features whose choice can be settled. */
  most: number;
  /** How many rows the model would be asked about at most. */
  calls: number;
  /** The number of features whose settling was stopped before its answer; 0 if none was. */
  stopped: number;
  /** How many rows the model would be asked about at most to go on with that. */
  left: number;
}

/** The traits of a study's model that views read by name. The other parameters they know from `controls`. */
export interface State {
  kernel_width: number;
  output: number;
  palette: "blue-orange" | "green-red";
  /** For a table: what a bar is, weight times value or the weight alone. */
  effect?: "contribution" | "slope";
  surrogate: string;
  kernel: string;
  /** The target R²; the largest width that reaches it is chosen. Null where the user sets the width. */
  target_score: number | null;
  /** Widths that are in the frames of every publication, beside the current one. */
  compared_widths: number[];
  /** Outputs displayed beside the explained one; `comparisons` are their sweeps. */
  compared?: number[];
  /** For a table or a text: how weights are drawn. */
  chart?: "bars" | "waterfall";
  pinned: Pinned | null;
  /** The feature under the pointer; −1 for none. */
  highlight: number;
  removed: number[];
  /** The position, by column, that the user drags the instance to. The kernel calls the model there. */
  moved: Record<string, number> | null;
  /** Whether the other method explains too. */
  differing: boolean;
  difference: Difference | null;
  /** How many more model evaluations the other method needs. */
  other_calls: number;
  /** Why the other method failed. */
  other_error: string | null;
  /** What the axis of the bars reaches at least, where several studies share a scale. */
  extent: number;
  /** False while the displayed results are of an earlier instance than the requested one. */
  current: boolean;
  /** Whether the requested instance differs from the original, answered or not. */
  changed: boolean;
  /** Whether any width reaches the target. */
  target_met: boolean;
  controls: Control[];
  grid: WireArray | null;
  default_kernel_width: number;
  frames: Frames | null;
  features: Features;
  row: Cell[];
  text: Text | null;
  samples: Samples | null;
  variant: Variant | null;
  image: Image | null;
  segmentations: Segmentation[];
  preview: Preview | null;
  comparisons: Frames[];
  flips: Flips | null;
  repeats: Repeats | null;
  repeating: Repeating | null;
  settlement: Settlement | null;
  settling: Settling | null;
  /** For a table: a surrogate of the whole model beside the local one. */
  global_surrogate: Global | null;
  /** For an image: the model's answer for each output with everything hidden. */
  off_answer: WireArray | null;
  outputs: Outputs;
  prediction: Prediction;
  notes: string[];
  status: "ready" | "sampling" | "failed" | "cancelled";
  progress: number;
  /**
   * While the model is asked: rows that it has answered, that it shall, and the seconds left, −1 if unknown.
   */
  rows: [number, number, number];
  error: string | null;
  notice: string;
  /** Whether a change by hand can be taken back. */
  can_undo: boolean;
  n_model_calls: number;
}

/** One column of a slice. */
export interface WireAxis {
  name: string;
  /** The column's index in `frames.codes`. */
  place: number;
  low: number;
  high: number;
  values: WireArray;
  /** The interpretable features that change along it. */
  features: number[];
  /** The values of these features, feature by feature. */
  z: WireArray;
  integer: boolean;
  /** The smallest step by hand. */
  step: number;
}

/** The black box along one column or over two, with the other columns fixed at the instance. */
export interface WireSlice {
  generation: number;
  output: number;
  axes: WireAxis[];
  /** The model's answers for the explained output, the first axis slowest; null where the call failed. */
  values: WireArray | null;
  /** The reason of the failure. */
  error: string | null;
  /** For one axis: the distance of each place from the instance. */
  distance: WireArray | null;
  /** For one axis: the samples' positions along it. */
  samples: WireArray | null;
}

/** One measure: its name, its value and what it says. */
export interface Measure {
  label: string;
  value: number;
  meaning: string;
}

/** R² of several surrogates: in sample, left out and on fresh samples, with half its 95 % interval. */
export interface Scores {
  /** The numbers of features, or the kernel widths. */
  at: WireArray;
  score: WireArray;
  left_out: WireArray;
  fresh: WireArray;
  half: WireArray;
}

/**
 * The model's answers while features go and come, what raises them most first, and the areas under the
 * curves.
 */
export interface Removal {
  share: WireArray;
  deletion: WireArray;
  insertion: WireArray;
  random: WireArray;
  deletion_area: number;
  insertion_area: number;
  random_area: number;
  /** The standard deviation of the area of one random order. */
  random_spread: number;
  /** The standard error of the distance of their mean from the other areas. */
  random_error: number;
  /** Of the explanation that gave the order, as the next two. */
  output: number;
  kernel_width: number;
  n_features: number;
  /** Whether the order is that of the explanation shown. */
  current: boolean;
}

/** How faithful the explanation at one kernel width is. */
export interface Fidelity {
  generation: number;
  output: number;
  kernel_width: number;
  n_features: number;
  /** Whether the number of features changes the surrogate. */
  selects: boolean;
  /** Whether the weights are Shapley values: of all features, whatever number is shown. */
  divides: boolean;
  exact: boolean;
  gap: number;
  n_fresh: number;
  fresh_ess: number;
  n_calls: number;
  by_features: Scores;
  by_width: Scores;
  measures: Measure[];
  removal: Removal | null;
}

/** What the model is asked for the fidelity, and what it could be asked. */
export interface Asking {
  /** The answered share of the questions; null when none is open. */
  progress: number | null;
  error: string | null;
  /** The fresh samples that a click would draw; 0 where there are none. */
  n_fresh: number;
  /** The model evaluations that it would take. */
  n_rows: number;
  /** About how long; −1 if that is not known. */
  seconds: number;
}

/** A region of the plot: ranges of distance and of the vertical axis. */
export interface Brush {
  x: [number, number];
  y: [number, number];
}

/** The samples inside a brush. Those of the largest weights are listed, with the model's inputs. */
export interface Brushed {
  brush: Brush;
  total: number;
  share: number;
  residual: number | null;
  rows: number[];
  answers: number[];
  fitted: number[];
  weights: number[];
  kind: "row" | "text" | "image";
  columns?: string[];
  cells?: string[][];
  texts?: string[];
  pictures?: Bytes[];
}

/** For a table: how far samples and training rows lie from the training data, by the Mahalanobis distance. */
export interface Cloud {
  /** The distance within which 99 % of the training rows lie. */
  edge: number;
  /** Of each sample. */
  samples: WireArray;
  /** Of some training rows. */
  training: WireArray;
  /** Their distance from the instance. */
  training_distance: WireArray;
}

export type Message = { type: "edit"; column: string; value: string | null } | { type: "text"; value: string } | { type: "segment"; segmentation: string; options: Record<string, number> } | { type: "adopt" | "discard" | "redraw" | "reset" | "reset_row" | "cancel" | "resume" | "find_flips" | "undo" | "cancel_repeats" | "stop_settling" | "continue_settling" | "fit_global" | "stop_global" | "check_fidelity" | "cancel_fidelity" | "sample_here" } | { type: "repeat"; n: number } | { type: "settle"; k: number };
