// What the panel knows of a native control that shows one parameter.
import type { Control } from "./mirror";

export interface Field {
  node: HTMLElement;
  /** The element that takes the focus and carries the label. */
  focus: HTMLElement;
  /** Small things that stand beside the label: the value as text, a button. */
  beside: HTMLElement[];
  /** Shows the parameter's value, and its bounds or options, which the kernel may change. */
  follow(control: Control): void;
  /** Forgets what was typed and not taken, and shows the parameter's value again. */
  restore?(): void;
}
