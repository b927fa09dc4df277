// The interface between the panel and a native control of one parameter.
import type { Control } from "../../model/wire";

export interface Field {
  node: HTMLElement;
  /** The element that takes the focus and has the label. */
  focus: HTMLElement;
  /** Small elements beside the label: the value as text, a button. */
  beside: HTMLElement[];
  /** Show the parameter's value, bounds and options, which the kernel may change. */
  follow(control: Control): void;
  /** Discard input that was not accepted, and show the parameter's value again. */
  restore?(): void;
}
