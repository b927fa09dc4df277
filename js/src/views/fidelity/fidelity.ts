// How faithful the explanation is: R² by the number of features, residuals by distance, deletion and insertion.
// lime_widgets/widgets/plots/fidelity.py declares the figures and sends the measures.
import { sameWidth } from "../../model/frames";
import { isCurrent, watchTraits } from "../../model/study_model";
import type { Fidelity } from "../../model/wire";
import { type PlottedStage, plotted } from "../../plot/plot";
import { say } from "../../texts/catalogue";
import { make, mark, show, write } from "../../ui/elements";
import { frameInForce } from "../../ui/force";
import { remembered } from "../../ui/remembered";
import { failureOf } from "../../words/failure";
import { emptySentence } from "../../words/wording";
import { makeAsking } from "./asking";
import { FeatureCurve } from "./features";
import { headlineOf } from "./headline";
import { makeNumbers } from "./numbers";
import { RemovalPlot } from "./removal";
import { ResidualPlot } from "./residuals";

const figures = ["features", "residuals", "removal"] as const;

export default plotted("fidelity-view", figures, (stage: PlottedStage) => {
  const { model, root, signal, watch, guarded } = stage;
  const pictures = new FidelityPictures(stage);
  watch(traits, () => pictures.draw());
  watchTraits(
    model,
    ["fidelity"],
    signal,
    guarded(() => pictures.draw()),
  );
  root.addEventListener("lw-theme", () => pictures.repaint(), { signal });
});

class FidelityPictures {
  readonly #stage: PlottedStage;
  readonly #headline = make("p", { class: "lw-plot-headline", role: "status", "aria-live": "off" });
  readonly #note = make("p", { class: "lw-plot-note" });
  readonly #features: FeatureCurve;
  readonly #residuals: ResidualPlot;
  readonly #removal: RemovalPlot;
  readonly #numbers = makeNumbers();

  constructor(stage: PlottedStage) {
    this.#stage = stage;
    const { head, foot, study, model, signal, root } = stage;
    this.#features = new FeatureCurve(stage);
    this.#residuals = new ResidualPlot(stage);
    this.#removal = new RemovalPlot(stage);
    head.append(this.#headline, makeAsking(study, model, signal), this.#note);
    const figure = (name: string) => root.querySelector(`.lw-figure-${name}`);
    figure("features")?.before(this.#features.caption);
    figure("features")?.after(this.#features.readout);
    figure("residuals")?.before(this.#residuals.caption);
    figure("residuals")?.after(this.#residuals.key);
    figure("removal")?.before(this.#removal.caption);
    figure("removal")?.after(this.#removal.readout);
    foot.append(this.#numbers.node);
  }

  repaint(): void {
    this.#residuals.repaint();
  }

  draw(): void {
    const { study, model, root } = this.#stage;
    const force = frameInForce(study, root);
    const found = (model.get("fidelity") ?? null) as Fidelity | null;
    write(this.#headline, force === null ? "" : headlineOf(study, force, found));
    const missing = force === null ? emptySentence(study) : found === null ? say("faithful.wait") : "";
    const failure = failureOf(study);
    write(this.#note, failure || missing);
    show(this.#note, this.#note.textContent !== "");
    this.#drawMeasures(found);
    this.#features.drawChosen();
    this.#residuals.draw();
    // The curve over the number of features is of one width and one output; it is measured again at rest.
    const former =
      found !== null &&
      !(
        isCurrent(study) &&
        sameWidth(found.kernel_width, study.get("kernel_width")) &&
        found.output === force?.sweep.output
      );
    root.classList.toggle("lw-measured-before", former);
    mark(root, "data-measured", String(found !== null && !former));
    mark(root, "data-fresh", String(found?.n_fresh ?? 0));
  }

  /** A drag of the width changes none of it. */
  readonly #drawMeasures = remembered((found: Fidelity | null) => {
    this.#features.draw(found);
    this.#removal.draw(found);
    this.#numbers.draw(found?.measures ?? []);
  });
}

const traits = [
  "frames",
  "samples",
  "kernel_width",
  "kernel",
  "n_features",
  "outputs",
  "output",
  "prediction",
  "current",
  "status",
  "error",
  "palette",
  "text",
  "image",
];
