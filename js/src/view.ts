// What the views share: find the mirror, make the root, draw, and say in the cell what went wrong if it did.
import { make, write } from "./elements";
import { findMirror, type Mirror, type ViewModel } from "./mirror";
import { followTheme } from "./theme";

export interface Stage {
  mirror: Mirror;
  /** The view's own model. */
  model: ViewModel;
  root: HTMLElement;
  /** Aborts when the view is closed; every listener hangs on it. */
  signal: AbortSignal;
  /** As Mirror.watch, with an error of `draw` shown as a sentence instead of lost; until the view closes, or `until`. */
  watch(names: readonly string[], draw: () => void, until?: AbortSignal): void;
  /** `act` with an error of it shown as a sentence. */
  guarded(act: () => void): () => void;
}

interface RenderProps {
  model: ViewModel;
  el: HTMLElement;
}

/** An anywidget module whose root has class `lw-<name>`; `build` makes its nodes once and watches the mirror. */
export function view(name: string, build: (stage: Stage) => void) {
  return {
    async render({ model, el }: RenderProps): Promise<() => void> {
      const closing = new AbortController();
      const { signal } = closing;
      const root = make("div", { class: `lw lw-${name}` });
      el.append(root);
      // Each draw has its own sentence, so that one that works does not hide another that does not.
      const guarded = (act: () => void) => {
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
      try {
        const mirror = await findMirror(model);
        guarded(() => {
          followTheme(root, signal);
          build({
            mirror,
            model,
            root,
            signal,
            guarded,
            watch: (names, draw, until = signal) => mirror.watch(names, until, guarded(draw)),
          });
        })();
      } catch (error) {
        guarded(() => {
          throw error;
        })();
      }
      return () => {
        closing.abort();
        root.remove();
      };
    },
  };
}

function sentence(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return `This view could not be drawn. ${text}`;
}
