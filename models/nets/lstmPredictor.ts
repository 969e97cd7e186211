import { dense, type NetworkKind, type Parameter } from './network.ts'
import type { Tensor, TensorFlow } from './tensorflow.ts'

/** Steps that are predicted behind each window, as in telemanom. */
const steps = 10

/**
 * telemanom's predictor in a small setting: two LSTM layers with dropout between and behind them, then a dense layer that predicts the next
 * ten values. One network predicts every judged channel of the asset from all of its columns (telemanom trains one network a channel);
 * it looks at `window` rows (telemanom: 250).
 */
export const lstmPredictor: NetworkKind = {
  id: 'lstm-predictor',
  version: 1,
  title: 'LSTM predictor',
  about: 'Two LSTM layers predict the next ten rows from the last ones; a row far from its prediction is unusual (Hundman et al. 2018, telemanom, small setting).',
  defaults: { window: 50, units: 32, dropout: 0.3, epochs: 15, batch: 64, learningRate: 1e-3 },
  build({ inputs, judged }, { window, units, dropout }) {
    const channels = judged.length
    return {
      window,
      horizon: steps,
      inputSize: window * inputs,
      targetSize: steps * channels,
      parameters: [...lstm('lstm1', inputs, units), ...lstm('lstm2', units, units), ...dense('output', units, steps * channels)],
      masks: dropout > 0 ? [units, units] : [],
      // Time first: each step of the recurrence is then one piece of memory.
      fillInput(into, columns, row, n, batch) {
        for (let t = 0; t < window; t++) for (let c = 0; c < inputs; c++) into[(t * batch + n) * inputs + c] = columns[c][row - window + 1 + t]
      },
      fillTarget(into, columns, row, n) {
        let at = n * steps * channels
        for (let t = 1; t <= steps; t++) for (const column of judged) into[at++] = columns[column][row + t]
      },
      forward(tf, [k1, r1, b1, k2, r2, b2, wo, bo], input, batch, masks) {
        const first = unroll(tf, tf.tensor(input, [window * batch, inputs]), [k1, r1, b1], { window, batch, units })
        const thinned = masks ? first.map((h) => tf.mul(h, masks[0])) : first
        const second = unroll(tf, tf.reshape(tf.stack(thinned, 0), [window * batch, units]), [k2, r2, b2], { window, batch, units })
        const last = second[second.length - 1]
        return tf.add(tf.matMul(masks ? tf.mul(last, masks[1]) : last, wo), bo)
      },
      newest: { at: (j) => j, ahead: 1 },
    }
  },
}

/** Gates in the order input, forget, cell, output; the forget gate begins open (Jozefowicz et al. 2015). */
function lstm(name: string, from: number, units: number): Parameter[] {
  return [
    { name: `${name}.kernel`, shape: [from, 4 * units], begin: { uniform: Math.sqrt(6 / (from + 4 * units)) } },
    { name: `${name}.recurrent`, shape: [units, 4 * units], begin: { uniform: Math.sqrt(6 / (5 * units)) } },
    { name: `${name}.bias`, shape: [4 * units], begin: { constants: (at) => (at >= units && at < 2 * units ? 1 : 0) } },
  ]
}

/**
 * One LSTM layer over all steps (Hochreiter & Schmidhuber 1997 with forget gates).
 * @param x [window * batch, inputs], time first. @returns the hidden state after each step, [batch, units] each.
 */
export function unroll(tf: TensorFlow, x: Tensor, [kernel, recurrent, bias]: readonly Tensor[], { window, batch, units }: { window: number; batch: number; units: number }): Tensor[] {
  // What the inputs add to the gates does not depend on the state: one product for all steps.
  const driven = tf.unstack(tf.reshape(tf.add(tf.matMul(x, kernel), bias), [window, batch, 4 * units]), 0)
  const states: Tensor[] = []
  let cell: Tensor | null = null
  let hidden: Tensor | null = null
  for (const step of driven) {
    const [i, f, g, o] = tf.split(hidden ? tf.add(step, tf.matMul(hidden, recurrent)) : step, 4, 1)
    const fresh = tf.mul(tf.sigmoid(i), tf.tanh(g))
    cell = cell ? tf.add(tf.mul(tf.sigmoid(f), cell), fresh) : fresh
    hidden = tf.mul(tf.sigmoid(o), tf.tanh(cell))
    states.push(hidden)
  }
  return states
}
