// Explorers: the views of one study, laid out in one widget, and further views folded up below them.
// lime_widgets/widgets/explorers.py makes the models of the folded views.
import { prefix, type StudyModel, saveTo, type ViewModel, watchTraits } from "../model/study_model";
import { make, write } from "../ui/elements";
import { type Stage, type View, view } from "../ui/view";
import bars from "../views/bars/bars";
import controls from "../views/controls/controls";
import image from "../views/image/image";
import kernelWidth from "../views/kernel_width/kernel_width";
import neighborhood from "../views/neighborhood/neighborhood";
import summary from "../views/summary/summary";
import table from "../views/table/table";
import text from "../views/text/text";

export const tabularExplorer = explorer([bars]);
export const textExplorer = explorer([text, bars], [table]);
export const imageExplorer = explorer([image]);

interface Fold {
  /** As in `unfolded` and `folds` of the explorer's model. */
  name: string;
  title: string;
  view: View;
}

const folds: readonly Fold[] = [
  { name: "kernel_width", title: "How wide is local?", view: kernelWidth },
  { name: "neighborhood", title: "Sample by sample", view: neighborhood },
];

/** Lay out the summary, the controls beside the pictures, the views below them, and the folds. */
function explorer(pictures: readonly View[], below: readonly View[] = []): View {
  return view("explorer", (stage) => {
    const { root, study, model, signal } = stage;
    const beside = make("div", { class: "lw-explorer-controls" });
    const column = make("div", { class: "lw-explorer-pictures" });
    const middle = make("div", { class: "lw-explorer-middle" }, beside, column);
    const place = (each: View, home: HTMLElement) => each.place(home, study, model, signal);
    place(summary, root);
    root.append(middle);
    place(controls, beside);
    for (const picture of pictures) place(picture, column);
    for (const each of below) place(each, root);
    root.append(...folds.map((fold) => makeFold(fold, stage)));
  });
}

const listOf = (model: ViewModel) => (model.get("unfolded") ?? []) as string[];

function makeFold(fold: Fold, { study, model, signal }: Stage): HTMLElement {
  const { name, title } = fold;
  const home = make("div", { class: "lw-fold-view" });
  const heading = make("summary", { "data-lm-suppress-shortcuts": "true" }, title);
  const node = make("details", { class: "lw-fold", "data-fold": name }, heading, home);
  const toggle = () => {
    const others = listOf(model).filter((each) => each !== name);
    if (node.open === listOf(model).includes(name)) return;
    model.set("unfolded", node.open ? [...others, name] : others);
    saveTo(model);
  };
  node.addEventListener("toggle", toggle, { signal });
  let placed: string | undefined;
  watchTraits(model, ["unfolded", "folds"], signal, () => {
    node.open = listOf(model).includes(name);
    const reference = ((model.get("folds") ?? {}) as Record<string, string>)[name];
    if (reference !== undefined && reference !== placed) {
      placed = reference;
      placeFold(fold.view, home, reference, study, model, signal);
    } else if (reference === undefined && node.open && !study.live) {
      write(home, "Run the cell again to see this view.");
    }
  });
  return node;
}

async function placeFold(
  each: View,
  home: HTMLElement,
  reference: string,
  study: StudyModel,
  model: ViewModel,
  signal: AbortSignal,
): Promise<void> {
  try {
    const own = (await model.widget_manager.get_model(reference.slice(prefix.length))) as ViewModel;
    if (signal.aborted) return;
    home.replaceChildren();
    each.place(home, study, own, signal);
  } catch {
    write(home, "This view is gone, perhaps with its kernel. Run the cell again.");
  }
}
