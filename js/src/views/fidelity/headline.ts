// The headline: what the surrogate explains, and how far it is off here. It follows the kernel width while it is dragged.
import { sameWidth } from "../../model/frames";
import type { StudyModel } from "../../model/study_model";
import type { Fidelity } from "../../model/wire";
import { say } from "../../texts/catalogue";
import type { Force } from "../../ui/force";
import { number, percent } from "../../words/format";
import { subjectOf } from "../../words/wording";
import { scoredNear, scoresOf } from "./scores";

/** With fewer effective fresh samples the share is uncertain. */
const enoughFresh = 30;

export function headlineOf(study: StudyModel, force: Force, found: Fidelity | null): string {
  const { sweep, frame } = force;
  const { one } = subjectOf(study);
  const model = study.get("prediction").values[sweep.output] ?? Number.NaN;
  const values = { one, gap: number(Math.abs(model - frame.localPrediction), 2) };
  const same = found !== null && isOf(study, force, found);
  const fresh = same ? (scoredNear(scoresOf(found.by_width), frame.width)?.fresh ?? Number.NaN) : Number.NaN;
  const [id, score] = sweep.exact
    ? (["faithful.exact", frame.score] as const)
    : Number.isFinite(fresh)
      ? (["faithful.fresh", fresh] as const)
      : (["faithful.left_out", frame.looScore] as const);
  if (!Number.isFinite(score)) return say("faithful.flat");
  const how = score < 0 ? "faithful.worse" : "faithful.explains";
  const sentence = say(how, { ...values, where: say(id), share: percent(score) });
  const few =
    id === "faithful.fresh" &&
    found !== null &&
    sameWidth(found.kernel_width, frame.width) &&
    found.fresh_ess < enoughFresh;
  return few ? `${sentence} ${say("faithful.few", { ess: number(found.fresh_ess, 2) })}` : sentence;
}

/** Whether the measures are of the displayed explanation, at whichever width. */
export function isOf(study: StudyModel, { sweep }: Force, found: Fidelity): boolean {
  return found.output === sweep.output && found.n_features === Number(study.parameter("n_features"));
}
