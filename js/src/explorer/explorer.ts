// Explorers: the views of one study, laid out in one widget, and further views folded up below them.
// lime_widgets/widgets/explorers.py makes the models of the folded views that bqplot draws.
import { prefix, type StudyModel, saveTo, type ViewModel, watchTraits } from "../model/study_model";
import { say, type TextId } from "../texts/catalogue";
import { make, write } from "../ui/elements";
import { type Stage, type View, view } from "../ui/view";
import bars from "../views/bars/bars";
import { controlsWithout } from "../views/controls/controls";
import { essentials } from "../views/controls/essentials";
import fidelity from "../views/fidelity/fidelity";
import image from "../views/image/image";
import kernelWidth from "../views/kernel_width/kernel_width";
import differs from "../views/methods/differs";
import neighborhood from "../views/neighborhood/neighborhood";
import overall from "../views/overall/overall";
import stability from "../views/stability/stability";
import summary from "../views/summary/summary";
import table from "../views/table/table";
import text from "../views/text/text";
import { treeWithBars } from "../views/tree/tree";
import { makePresenting } from "./presenting";

export const tabularExplorer = explorer(
  [treeWithBars, bars],
  ["kernel_width", "n_features", "discretizer"],
  [],
  [],
  [whole()],
);
export const textExplorer = explorer(
  [text, treeWithBars, bars],
  ["kernel_width", "n_features", "unit"],
  [samples()],
);
export const imageExplorer = explorer([image, treeWithBars], ["kernel_width"], [], ["shown", "hide_rest"]);

interface Fold {
  /** As in `unfolded` and `folds` of the explorer's model. */
  name: string;
  title: TextId;
  view: View;
  /** Whether it needs a model of its own, because bqplot draws it. */
  plotted: boolean;
}

const plots: readonly Fold[] = [
  { name: "stability", title: "fold.stability", view: stability, plotted: false },
  { name: "kernel_width", title: "fold.kernel_width", view: kernelWidth, plotted: true },
  { name: "fidelity", title: "fold.fidelity", view: fidelity, plotted: true },
  { name: "neighborhood", title: "fold.neighborhood", view: neighborhood, plotted: true },
];

/** Only a table has training rows to ask the model about. */
function whole(): Fold {
  return { name: "global", title: "fold.global", view: overall, plotted: false };
}

function samples(): Fold {
  return { name: "table", title: "fold.table", view: table, plotted: false };
}

/**
 * Lay out the answer first: the summary, the essential controls directly above the pictures that they move, those
 * `beside` among the tools of the picture, and everything else folded up below.
 */
function explorer(
  pictures: readonly View[],
  essential: readonly string[],
  further: readonly Fold[] = [],
  beside: readonly string[] = [],
  last: readonly Fold[] = [],
): View {
  const advanced = {
    name: "advanced",
    title: "fold.advanced",
    view: controlsWithout([...essential, ...beside]),
    plotted: false,
  } as const;
  const controls = essentials(essential, true);
  const tools = essentials(beside, false);
  return view("explorer", (stage) => {
    const { root, study, model, signal } = stage;
    if (pictures.includes(image)) root.classList.add("lw-image-explorer");
    for (const each of [summary, controls, ...pictures, differs]) each.place(root, study, model, signal);
    const home = root.querySelector<HTMLElement>(".lw-tools-room");
    if (home !== null) tools.place(home, study, model, signal);
    root.append(...[...further, advanced, ...plots, ...last].map((fold) => makeFold(fold, stage)));
    const picture = { name: "picture", title: say("present.picture"), fold: false };
    const places = [...further, ...plots, ...last].map(({ name, title }) => ({
      name,
      title: say(title),
      fold: true,
    }));
    root.append(makePresenting(stage, [picture, ...places]));
  });
}

const listOf = (model: ViewModel) => (model.get("unfolded") ?? []) as string[];

function makeFold(fold: Fold, { study, model, signal }: Stage): HTMLElement {
  const { name, title, plotted } = fold;
  const home = make("div", { class: "lw-fold-view" });
  const heading = make("summary", { "data-lm-suppress-shortcuts": "true" }, say(title));
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
    if (!plotted) {
      if (node.open && home.childElementCount === 0) fold.view.place(home, study, model, signal);
      return;
    }
    const reference = ((model.get("folds") ?? {}) as Record<string, string>)[name];
    if (reference !== undefined && reference !== placed) {
      placed = reference;
      placeFold(fold.view, home, reference, study, model, signal);
    } else if (reference === undefined && node.open && !study.live) {
      write(home, say("fold.unseen"));
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
    write(home, say("fold.gone"));
  }
}
