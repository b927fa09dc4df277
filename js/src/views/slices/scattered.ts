// The samples over the plane, their answers and their weights, recomputed only when they change. The first is the instance, which is
// not drawn as a sample and may move.
import { decode } from "../../model/codec";
import { weightsOf } from "../../model/kernel";
import { proposalOf } from "../../model/samples";
import type { Model, StudyModel } from "../../model/study_model";
import type { Samples, WireArray } from "../../model/wire";
import { remembered } from "../../ui/remembered";
import { radiiOf } from "./marks";
import { emptyScene, type Scene } from "./sheets";

export function makeSamples(
  model: Model,
  study: StudyModel,
): () => Pick<Scene, "points" | "even" | "weighed" | "answers"> {
  let { points } = emptyScene;
  const decoded = remembered((wire: WireArray | null) => {
    const now = wire === null ? emptyScene.points : decode(wire, "f4");
    if (!sameButFirst(points, now)) points = now;
    return points;
  });
  const evenly = remembered((all: Float32Array) => radiiOf(all.length / 2, null));
  const weighed = remembered(
    (all: Float32Array, samples: Samples | null, kernel: string, width: number): Float32Array => {
      const n = all.length / 2;
      return radiiOf(n, samples?.n === n ? weightsAt(samples, kernel, width) : null);
    },
  );
  const answersOf = remembered((samples: Samples | null, n: number) =>
    samples?.n === n ? decode(samples.y, "f4") : null,
  );
  return () => {
    const all = decoded((model.get("points") as WireArray | null) ?? null);
    const samples = study.get("samples") ?? null;
    const kernel = String(study.parameter("kernel"));
    return {
      points: all,
      answers: answersOf(samples, all.length / 2),
      even: evenly(all),
      weighed: weighed(all, samples, kernel, study.get("kernel_width")),
    };
  };
}

/**
 * Return the weight of each sample. The kernel sends the weights of a custom kernel, which the browser does not know.
 */
export function weightsAt(samples: Samples, kernel: string, width: number): ArrayLike<number> {
  const { weights, distance } = samples;
  return weights === null
    ? weightsOf(decode(distance, "f4"), kernel, width, proposalOf(samples))
    : decode(weights, "f4");
}

function sameButFirst(a: Float32Array, b: Float32Array): boolean {
  if (a.length !== b.length) return false;
  const n = a.length / 2;
  for (let k = 0; k < a.length; k += 1) if (k !== 0 && k !== n && a[k] !== b[k]) return false;
  return true;
}
