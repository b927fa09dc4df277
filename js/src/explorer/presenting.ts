// The explorer on a projector: over the whole page, in large type, one view at a time, with the controls that were
// asked for.
import { type StudyModel, saveTo, type ViewModel, watchTraits } from "../model/study_model";
import { say } from "../texts/catalogue";
import { listen, make, makeButton, mark, show, write } from "../ui/elements";
import type { Stage } from "../ui/view";
import { essentials } from "../views/controls/essentials";

/** As the explorer's trait `presented`. */
interface Presented {
  /** "picture", or the name of a fold. */
  view: string;
  /** Parameters with a control. */
  controls: readonly string[];
}

/** A view that is shown alone: the picture, or a fold. */
export interface Place {
  name: string;
  title: string;
  /** Whether it is a fold, and not the picture. */
  fold: boolean;
}

/** Create the button that starts it, and show what the explorer's model says. */
export function makePresenting({ root, model, study, signal }: Stage, places: readonly Place[]): HTMLElement {
  const set = (presented: Presented | null) => {
    model.set("presented", presented);
    saveTo(model);
  };
  const current = () => (model.get("presented") ?? null) as Presented | null;
  const start = makeButton("present", say("present"), say("present.help"), signal, () =>
    set({ view: "picture", controls: ["kernel_width"] }),
  );
  const go = (by: number) => {
    const presented = current();
    if (presented === null) return;
    const at = places.findIndex(({ name }) => name === presented.view);
    const next = places[Math.min(places.length - 1, Math.max(0, at + by))];
    if (next !== undefined) set({ ...presented, view: next.name });
  };
  const back = makeButton("present-back", "‹", say("present.back"), signal, () => go(-1));
  const next = makeButton("present-next", "›", say("present.next"), signal, () => go(1));
  const end = makeButton("present-end", "×", say("present.end"), signal, () => set(null));
  const title = make("span", { class: "lw-presented-title", role: "status" });
  const controls = makeControls(study, model, signal);
  const bar = make("div", { class: "lw-presented-bar" }, back, next, title, controls.node, end);
  show(bar, false);
  root.append(bar);
  const press = (acts: Readonly<Record<string, () => void>>) => (event: KeyboardEvent) => {
    const act = acts[event.key];
    if (current() === null || act === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  // The buttons of a presenter are page keys. They turn the page before a handle or a table with the focus takes them.
  const page = press({ PageDown: () => go(1), PageUp: () => go(-1) });
  root.addEventListener("keydown", page, { signal, capture: true });
  listen(root, "keydown", press({ Escape: () => set(null) }), signal);
  watchTraits(model, ["presented"], signal, () => {
    const presented = current();
    const place = places.find(({ name }) => name === presented?.view);
    cover(root, presented !== null);
    mark(root, "data-presented", presented === null ? null : (place?.name ?? "picture"));
    show(bar, presented !== null);
    controls.draw(presented?.controls ?? []);
    const at = place === undefined ? 0 : places.indexOf(place);
    [back.disabled, next.disabled] = [at === 0, at === places.length - 1];
    const values = { title: place?.title ?? "", n: at + 1, all: places.length };
    write(title, presented === null ? "" : say("present.title", values));
    // By way of the model: a fold that is opened by itself tells the model later, and another one may close it first.
    const unfolded = (model.get("unfolded") ?? []) as string[];
    if (presented !== null && place?.fold === true && !unfolded.includes(place.name)) {
      model.set("unfolded", [...unfolded, place.name]);
      saveTo(model);
    }
    if (presented !== null) end.focus({ preventScroll: true });
  });
  return make("div", { class: "lw-explorer-foot" }, start);
}

/** Bring an element over everything else, or back into its place. No container can cut what is in the top layer. */
function cover(root: HTMLElement, covering: boolean): void {
  root.classList.toggle("lw-presenting", covering);
  mark(root, "popover", covering ? "manual" : null);
  if (root.showPopover === undefined) return;
  if (covering && root.isConnected && !root.matches(":popover-open")) root.showPopover();
}

/** Create the line of controls, anew for other parameters. */
function makeControls(study: StudyModel, model: ViewModel, signal: AbortSignal) {
  const node = make("div", { class: "lw-presented-controls" });
  let drawn = "";
  let closing: AbortController | undefined;
  signal.addEventListener("abort", () => closing?.abort());
  return {
    node,
    draw(names: readonly string[]) {
      if (names.join() === drawn) return;
      drawn = names.join();
      closing?.abort();
      node.replaceChildren();
      if (names.length === 0) return;
      closing = new AbortController();
      essentials(names, false).place(node, study, model, closing.signal);
    },
  };
}
