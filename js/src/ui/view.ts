// What the views share: find the study's model, create the root, draw, and report errors in the cell.

import { findStudyModel, type StudyModel, type ViewModel } from "../model/study_model";
import { say } from "../texts/catalogue";
import { make, write } from "./elements";
import { followTheme } from "./theme";
import { styleShadow, versionClass } from "./version";

export interface Stage {
  study: StudyModel;
  /** The view's own model. */
  model: ViewModel;
  root: HTMLElement;
  /** Aborts when the view is closed, and removes every listener. */
  signal: AbortSignal;
  /** As StudyModel.watch, but an error of `draw` is displayed as a sentence. Ends when the view closes, or at `until`. */
  watch(names: readonly string[], draw: () => void, until?: AbortSignal): void;
  /** Wrap `act` to display its errors as a sentence. */
  guarded(act: () => void): () => void;
}

interface RenderProps {
  model: ViewModel;
  el: HTMLElement;
}

export interface View {
  /** Draw the view for a study, at the end of `el`, until `signal` aborts. `model` is the view's own model. */
  place(el: HTMLElement, study: StudyModel, model: ViewModel, signal: AbortSignal): void;
  /** Draw the view in a cell, as anywidget asks. Return a function that removes it. */
  render(props: RenderProps): Promise<() => void>;
}

/**
 * Create a view whose root has the class `lw-<name>`. `build` makes its nodes once and watches the
 * study's model.
 */
export function view(name: string, build: (stage: Stage) => void): View {
  const place: View["place"] = (el, study, model, signal) => {
    const root = make("div", { class: `lw ${versionClass} lw-${name}` });
    el.append(root);
    signal.addEventListener("abort", () => root.remove());
    const guarded = guardedIn(root);
    guarded(() => {
      styleShadow(root, signal);
      followTheme(root, signal);
      build({
        study,
        model,
        root,
        signal,
        guarded,
        watch: (names, draw, until = signal) => study.watch(names, until, guarded(draw)),
      });
    })();
  };
  return {
    place,
    async render({ model, el }) {
      const closing = new AbortController();
      try {
        place(el, await findStudyModel(model), model, closing.signal);
      } catch (error) {
        const root = make("div", { class: `lw ${versionClass}` });
        el.append(root);
        closing.signal.addEventListener("abort", () => root.remove());
        guardedIn(root)(() => {
          throw error;
        })();
      }
      return () => closing.abort();
    },
  };
}

/** Each action has its own sentence, so that a draw that succeeds does not hide another one's error. */
function guardedIn(root: HTMLElement) {
  return (act: () => void) => {
    const broken = make("p", { class: "lw-broken", role: "alert" });
    return () => {
      try {
        act();
        broken.remove();
      } catch (error) {
        write(broken, sentence(error));
        root.prepend(broken);
        console.error(error);
      }
    };
  };
}

function sentence(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return say("fault.not_drawn", { why: text });
}
