import { dense, type NetworkKind } from './network.ts'

/** Windows squeezed through a narrow middle and drawn again; what cannot be drawn was not seen in training. */
export const denseAutoencoder: NetworkKind = {
  id: 'dense-autoencoder',
  version: 1,
  title: 'Dense autoencoder',
  about: 'Learns to redraw windows of all channels through a narrow layer; what it cannot redraw is unusual (Hinton & Salakhutdinov 2006; Sakurada & Yairi 2014).',
  defaults: { window: 30, units: 64, dropout: 0, epochs: 30, batch: 64, learningRate: 1e-3 },
  build({ judged }, { window, units, dropout }) {
    const channels = judged.length
    const size = window * channels
    const narrow = Math.max(2, Math.round(units / 4))
    const fill = (into: Float32Array, columns: readonly Float32Array[], row: number, n: number) => {
      let at = n * size
      for (let r = row - window + 1; r <= row; r++) for (const column of judged) into[at++] = columns[column][r]
    }
    return {
      window,
      horizon: 0,
      inputSize: size,
      targetSize: size,
      parameters: [...dense('encoder', size, units), ...dense('middle', units, narrow), ...dense('decoder', narrow, units), ...dense('output', units, size)],
      masks: dropout > 0 ? [units] : [],
      fillInput: fill,
      fillTarget: fill,
      forward(tf, [w1, b1, w2, b2, w3, b3, w4, b4], input, batch, masks) {
        const first = tf.relu(tf.add(tf.matMul(tf.tensor(input, [batch, size]), w1), b1))
        const thinned = masks?.[0] ? tf.mul(first, masks[0]) : first
        const middle = tf.relu(tf.add(tf.matMul(thinned, w2), b2))
        const second = tf.relu(tf.add(tf.matMul(middle, w3), b3))
        return tf.add(tf.matMul(second, w4), b4)
      },
      newest: { at: (j) => (window - 1) * channels + j, ahead: 0 },
    }
  },
}
